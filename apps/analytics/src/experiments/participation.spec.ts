import { describe, expect, it } from 'vitest';
import type { ParticipationDocument } from '../database/documents.ts';
import { advanced, lookedAt, needsSaved, type News, type Saved } from './participation.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 20);
const START = NOW - 48 * HOUR;
const RULES = { withinMs: 24 * HOUR, exposedUntil: START + 10 * HOUR };
const KEPT = 1_000 * HOUR;
type State = ParticipationDocument | undefined;

const news = (givenAt: number | undefined, times: readonly number[] = [], rules: News['rules'] = RULES): News => ({
  id: 'app|exp|i',
  of: 'app|exp',
  variant: 1,
  rules,
  givenAt,
  times,
});
const after = (all: readonly News[], saved: Saved = 'saved'): State =>
  all.reduce<State>((before, one) => advanced(before, one, saved, NOW, KEPT) ?? before, undefined);

/** All orders of a list. */
function orders<T>(list: readonly T[]): readonly (readonly T[])[] {
  if (list.length < 2) return [list];
  return list.flatMap((one, at) => orders(list.filter((_, other) => other !== at)).map((rest) => [one, ...rest]));
}

describe('a participation', () => {
  const all = [news(START + HOUR), news(START), news(undefined, [START + 30 * 60_000]), news(undefined, [START - 1])];

  it('is the same in every order of its news', () => {
    for (const order of orders(all)) {
      expect(after(order)).toMatchObject({ g: 1, k: true, c: true, t: new Date(START), exp: new Date(START + KEPT) });
    }
  });

  it('does not change by news that come again', () => {
    for (const order of orders(all)) {
      const state = after(order);
      for (const one of all) expect(advanced(state, one, 'saved', NOW, KEPT)).toBeUndefined();
    }
  });

  it.each<[string, number, News['rules'], boolean]>([
    ['at the moment of the exposure', START, RULES, true],
    ['at the end of the time', START + 24 * HOUR, RULES, true],
    ['after the time', START + 24 * HOUR + 1, RULES, false],
    ['before the exposure', START - 1, RULES, false],
    ['at the end of the experiment', START + HOUR, { ...RULES, endedAt: START + HOUR }, true],
    ['after the end of the experiment', START + HOUR + 1, { ...RULES, endedAt: START + HOUR }, false],
  ])('an event %s', (_title, at, rules, counts) => {
    for (const order of orders([news(START, [], rules), news(undefined, [at], rules)])) expect(after(order)?.c).toBe(counts);
    expect(after([news(START, [at], rules)])?.c).toBe(counts);
  });

  it('begins with no exposure after the days of the experiment', () => {
    expect(after([news(RULES.exposedUntil)])?.k).toBe(true);
    expect(after([news(RULES.exposedUntil + 1)])).toBeUndefined();
  });

  it('does not count while its installation is not saved, is looked up ever more seldom, and leaves after a day', () => {
    const unsaved = after([news(START), news(undefined, [START + 1])], 'unsaved')!;
    expect(unsaved).toMatchObject({ k: false, c: true, r: new Date(NOW + 1_000), exp: new Date(NOW + 24 * HOUR) });
    expect([needsSaved(unsaved, news(START)), needsSaved(undefined, news(undefined, [START]))]).toEqual([true, false]);
    expect(lookedAt(unsaved, NOW)).toEqual({ w: 2_000, r: new Date(NOW + 2_000) });
    expect(lookedAt({ ...unsaved, w: HOUR }, NOW).w).toBe(HOUR);
    const counted = advanced(unsaved, news(START), 'saved', NOW, KEPT)!;
    expect([counted.k, counted.r, needsSaved(counted, news(START))]).toEqual([true, undefined, false]);
  });
});
