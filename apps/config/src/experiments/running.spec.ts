import { describe, expect, it } from 'vitest';
import { answersOf, exposedTo } from '../parameters/answers.ts';
import { sidesOf } from '../parameters/parameter-side.ts';
import { valuesFor } from '../parameters/values-for.ts';
import { furtherValues, membershipsOf, withShownValues, type Running } from './running.ts';

const STATE = { version: 1, params: { banner: 'plain', size: 1, secret: 's' }, masterKeyOnly: { secret: true }, conditions: {} };
const SIDES = sidesOf(STATE);
const experiment = (id: string, ...variants: readonly Record<string, unknown>[]): Running => ({ id, name: id, sizePercent: 100, variants });
// By the reference rows of the contract: A of exp0000001, B of Q9wLr7Kx2m.
const FIRST = '00000000-0000-0000-0000-000000000001';
const OTHER = '7c3a1b52-8e0f-4e53-9a1b-7d2f6c0a9e11';
const BANNER = experiment('exp0000001', { banner: 'a' }, { banner: 'b' });
const SIZE = experiment('Q9wLr7Kx2m', { size: 2 }, { size: 3 });
const facts = (installationId?: string, deviceType?: string) => ({ installationId, deviceType, roles: [] });

describe('experiments that run', () => {
  it('give an installation the values of its variants, and nobody else any', () => {
    const memberships = membershipsOf([BANNER, SIZE], facts(OTHER));
    expect(valuesFor(SIDES, facts(OTHER), memberships)).toEqual({ banner: 'b', size: 3, secret: 's' });
    expect(exposedTo(memberships, SIDES)).toEqual([
      { experiment: BANNER.id, variant: 1 },
      { experiment: SIZE.id, variant: 1 },
    ]);
    expect(membershipsOf([BANNER], facts(FIRST)).map(({ variant }) => variant)).toEqual([0]);
    expect(membershipsOf([BANNER, SIZE], facts())).toEqual([]);
    expect(membershipsOf([{ ...BANNER, sizePercent: 5 }], facts(OTHER))).toEqual([]);
  });

  it('have an audience', () => {
    const forIos = { ...BANNER, when: { deviceType: ['ios'] } };
    expect(membershipsOf([forIos], facts(FIRST, 'ios'))).toHaveLength(1);
    for (const deviceType of ['android', undefined]) expect(membershipsOf([forIos], facts(FIRST, deviceType))).toEqual([]);
  });

  it('do not count where a client sees nothing of them', () => {
    const unseen = [experiment('hidden', { secret: 1 }, { secret: 2 }), experiment('gone', { gone: 1 }, { gone: 2 })];
    expect(exposedTo(membershipsOf(unseen, facts(FIRST)), SIDES)).toEqual([]);
    const answers = answersOf({ state: STATE, sides: SIDES, experiments: unseen });
    expect(Object.keys(answers)).toEqual(['forClients', 'forMaster']);
  });

  it('are told to gateways with the values that clients may see, unless `config` has to answer itself', () => {
    const mixed = experiment('mixed', { banner: 'a', secret: 1 }, { banner: 'b', secret: 2 });
    const { experiments, forClients, forMaster } = answersOf({ state: STATE, sides: SIDES, experiments: [mixed] });
    expect(experiments).toEqual([{ id: 'mixed', sizePercent: 100, values: ['{"banner":"a"}', '{"banner":"b"}'] }]);
    expect(forClients).not.toContain('secret');
    expect(forMaster).toContain('plain');
    const audience = { ...BANNER, when: { deviceType: ['ios'] } };
    expect(Object.keys(answersOf({ state: STATE, sides: SIDES, experiments: [audience] }))).toEqual(['forMaster']);
  });

  it('get the forms of their values that clients see, each its own', () => {
    expect(furtherValues([])).toBeUndefined();
    expect(furtherValues([BANNER, SIZE])).toEqual({ '0': BANNER.variants, '1': SIZE.variants });
    const shown = withShownValues([BANNER, SIZE], { '1': [{ size: 'two' }, { size: 'three' }] });
    expect(shown.map(({ variants }) => variants)).toEqual([BANNER.variants, [{ size: 'two' }, { size: 'three' }]]);
  });
});
