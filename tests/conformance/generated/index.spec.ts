import { describe, expect, it } from 'vitest';
import { GENERATED_DIFFERENCES } from '../differences/generated.ts';
import { stepsOf } from './group.ts';
import { GROUPS, GROUPS_APART, GROUPS_OF_FILES, GROUPS_OF_PUSHES } from './index.ts';
import { isOfKind, kind } from './kinds.ts';
import { KNOWN_GAPS } from './known-gaps.ts';
import { withTheirBeginnings } from './texts.ts';
import { tidied } from './tidy.ts';

const ids = [...GROUPS, ...GROUPS_APART, ...GROUPS_OF_FILES, ...GROUPS_OF_PUSHES].flatMap((group) => stepsOf(group).map(({ id }) => id));
const answer = (status: number, body: unknown) => ({ status, location: undefined, body });

describe('the generated requests', () => {
  it('are thousands, each under an id of its own', () => {
    expect(ids.length).toBeGreaterThan(5_000);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it.each([...Object.values(GENERATED_DIFFERENCES), ...Object.values(KNOWN_GAPS).map(({ kinds }) => kinds)].flat())(
    'are met by the kind $on',
    ({ on }) => {
      expect(ids.some((id) => on.test(id))).toBe(true);
    },
  );
});

describe('isOfKind', () => {
  const outcome = {
    step: { title: '', method: 'GET', path: '/' },
    peer: answer(400, { code: 107, error: 'bad' }),
    parlance: answer(200, { results: [] }),
  };

  it('asks for the request, both statuses and codes, and the texts', () => {
    expect(isOfKind(kind(/^a: /, '400/107', '200', { theyAnswer: /bad/ }), 'a: x', outcome)).toBe(true);
    expect(isOfKind(kind(/^b: /, '400/107', '200'), 'a: x', outcome)).toBe(false);
    expect(isOfKind(kind(/^a: /, '400/102', '200'), 'a: x', outcome)).toBe(false);
    expect(isOfKind(kind(/^a: /, '400/107', ['201', '400/102']), 'a: x', outcome)).toBe(false);
    expect(isOfKind(kind(/^a: /, '400/107', '200', { theyAnswer: /good/ }), 'a: x', outcome)).toBe(false);
    expect(isOfKind(kind(/^a: /, '400/107', '200', { weAnswer: /"count"/ }), 'a: x', outcome)).toBe(false);
  });
});

describe('withTheirBeginnings', () => {
  it('takes a text that begins as theirs for theirs, and no other', () => {
    const theirs = answer(400, { code: 107, error: 'bad $in value' });
    expect(withTheirBeginnings(answer(400, { code: 107, error: 'bad $in value: a list is needed' }), theirs)).toEqual(theirs);
    expect(withTheirBeginnings(answer(400, { code: 107, error: 'a list is needed' }), theirs)).not.toEqual(theirs);
  });
});

describe('tidied', () => {
  it('puts words in the place of ids, tokens and ends of sessions that nothing has named', () => {
    const expiresAt = { __type: 'Date', iso: new Date(Date.now() + 365 * 24 * 60 * 60_000).toISOString() };
    const token = 'r:0123456789abcdef0123456789abcdef';
    expect(tidied(answer(200, { objectId: 'a1b2c3d4e5', other: 'a1b2c3d4e5', sessionToken: token, expiresAt })).body).toEqual({
      objectId: '{{id}}',
      other: 'a1b2c3d4e5',
      sessionToken: '{{token}}',
      expiresAt: { __type: 'Date', iso: '{{in a year}}' },
    });
  });
});
