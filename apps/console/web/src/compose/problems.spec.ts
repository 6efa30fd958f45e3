import { describe, expect, it } from 'vitest';
import { NEW_DRAFT, NEW_MESSAGE, withTest, type Draft } from './draft.ts';
import { problemsOf, type Facts } from './problems.ts';

const NOW = new Date('2026-12-01T09:00').getTime();
const FACTS: Facts = { devices: 10, now: NOW };
const GOOD: Draft = { ...NEW_DRAFT, messages: [{ ...NEW_MESSAGE, alert: 'Hello' }] };
const fields = (draft: Draft, facts = FACTS) => problemsOf(draft, facts).map(({ step, field }) => `${step} ${field}`);
const audience = (part: Partial<Draft['audience']>): Draft => ({ ...GOOD, audience: { ...GOOD.audience, ...part } });
const message = (part: Partial<Draft['messages'][0]>): Draft => ({ ...GOOD, messages: [{ ...GOOD.messages[0]!, ...part }] });
const test = (part: Partial<Draft['test']>, draft = GOOD): Draft => withTest(draft, { on: true, name: 'Words', ...part });

describe('PSH-38 a push is kept from being sent', () => {
  it('by nothing where everything is there', () => {
    expect(fields(GOOD)).toEqual([]);
    expect(fields(GOOD, { devices: undefined, now: NOW })).toEqual([]);
  });

  it.each<[string, Draft, Facts, string]>([
    ['an audience of nobody', GOOD, { devices: 0, now: NOW }, 'audience devices'],
    ['a saved audience that is not chosen', audience({ kind: 'saved' }), FACTS, 'audience saved'],
    ['a query that is no JSON', audience({ kind: 'segment', query: '{' }), FACTS, 'audience query'],
    ['a query that is a list', audience({ kind: 'segment', query: '[]' }), FACTS, 'audience query'],
    ['a name that no channel has', audience({ kind: 'segment', channels: ['a b'] }), FACTS, 'audience channels'],
    ['an empty message', message({ alert: '  ' }), FACTS, 'message messages.0.alert'],
    ['data that is no JSON', message({ more: '{"a"' }), FACTS, 'message messages.0.more'],
    ['a payload that is no JSON', message({ form: 'json', json: 'x' }), FACTS, 'message messages.0.json'],
    ['a payload without content', message({ form: 'json', json: '{"alert": ""}' }), FACTS, 'message messages.0.json'],
    ['a badge that is no number', message({ badge: 'set', badgeNumber: '-' }), FACTS, 'message messages.0.badge'],
    ['a language without a text', message({ locales: [{ locale: 'de', title: '', alert: '' }] }), FACTS, 'message messages.0.locales.de'],
    ['a time that is missing', { ...GOOD, when: { kind: 'later', at: '' } }, FACTS, 'time times.0'],
    ['a time that is past', { ...GOOD, when: { kind: 'later', at: '2026-12-01T08:50' } }, FACTS, 'time times.0'],
    ['a time after two weeks', { ...GOOD, when: { kind: 'later', at: '2026-12-15T09:01' } }, FACTS, 'time times.0'],
    ['an end that is missing', { ...GOOD, expiry: { ...GOOD.expiry, kind: 'time' } }, FACTS, 'expiry expiry'],
    ['an end before the beginning', { ...GOOD, expiry: { ...GOOD.expiry, kind: 'time', at: '2026-12-01T09:00' } }, FACTS, 'expiry expiry'],
    ['a length of 25 hours', { ...GOOD, expiry: { ...GOOD.expiry, kind: 'interval', amount: '25' } }, FACTS, 'expiry expiry'],
  ])('by %s', (_, draft, facts, field) => {
    expect(fields(draft, facts)).toEqual([field]);
    expect(problemsOf(draft, facts)[0]?.text).toMatch(/\.$|JSON/);
  });

  it('by nothing that the chosen form does not need', () => {
    expect(fields(message({ form: 'json', alert: '', more: '{', json: '{"content-available": 1}' }))).toEqual([]);
    expect(fields({ ...GOOD, when: { kind: 'local', at: '2026-12-01T01:00' } })).toEqual([]);
    expect(fields({ ...GOOD, when: { kind: 'later', at: '2026-12-15T08:59' } })).toEqual([]);
    expect(fields({ ...GOOD, expiry: { ...GOOD.expiry, kind: 'interval', amount: '30', unit: 'days' } })).toEqual([]);
  });
});

describe('EXP-20 an A/B test is kept from being sent', () => {
  const both: Draft = { ...GOOD, messages: [GOOD.messages[0]!, { ...NEW_MESSAGE, alert: 'Hi' }] };
  const times = [
    { kind: 'later', at: '2026-12-02T09:00' },
    { kind: 'later', at: '2026-12-02T18:00' },
  ] as const;

  it('by nothing where everything is there', () => {
    expect(fields(test({}, both))).toEqual([]);
    expect(fields(test({ type: 'time' }, { ...GOOD, times }))).toEqual([]);
  });

  it('EXP-15 by a missing name, a share that is none, too few devices, and a version without a message', () => {
    expect(fields(test({ name: ' ' }, both))).toEqual(['test name']);
    expect(fields(test({ size: '0' }, both))).toEqual(['test size']);
    expect(fields(test({ size: '10' }, both))).toEqual(['test size']);
    expect(fields(test({}))).toEqual(['message messages.1.alert']);
    expect(problemsOf(test({}), FACTS)[0]?.text).toBe('Version B: Write a message.');
  });

  it('by times that are missing or the same', () => {
    expect(fields(test({ type: 'time' }))).toEqual(['time times.0', 'time times.1']);
    expect(fields(test({ type: 'time' }, { ...GOOD, times: [times[0], times[0]] }))).toEqual(['time times.1']);
  });

  it('EXP-17 by a message in several languages', () => {
    const json = { ...NEW_MESSAGE, form: 'json', json: '{"alert": "Hi", "alert-de": "Hallo"}' } as const;
    expect(fields(test({}, { ...both, messages: [GOOD.messages[0]!, json] }))).toEqual(['message messages.1.json']);
  });
});
