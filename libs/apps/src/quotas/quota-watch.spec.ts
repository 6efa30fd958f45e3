import type { Logger } from '@parlance/telemetry';
import { describe, expect, it } from 'vitest';
import { QuotaWatch } from './quota-watch.ts';

const LIMIT = { soft: 5, hard: 10 };

function watching() {
  let now = 0;
  const lines: [unknown, string][] = [];
  const logger = { warn: (facts: unknown, text: string) => void lines.push([facts, text]) } as unknown as Logger;
  const watch = new QuotaWatch(logger, () => now);
  const note = (used: number, app = 'shop') => watch.note({ app, quota: 'objects', limit: LIMIT, used });
  return { watch, note, lines, later: (ms: number) => (now += ms) };
}

describe('the watch over quotas', () => {
  it('tells a limit when it is reached, and again after ten minutes', () => {
    const { note, lines, later } = watching();
    expect([4, 5, 6, 9].map((used) => note(used))).toEqual(['ok', 'soft', 'soft', 'soft']);
    expect(lines).toEqual([[{ app: 'shop', quota: 'objects', used: 5, ...LIMIT }, 'An app has reached the soft limit of a quota.']]);
    later(600_000);
    note(6);
    expect(lines).toHaveLength(2);
  });

  it('tells of the hard limit at once, and of going back and forth no more often than of staying', () => {
    const { note, lines, later } = watching();
    for (let time = 0; time < 20; time++) {
      for (const used of [9, 10, 1]) note(used);
      later(1_000);
    }
    expect(lines.map(([, text]) => text)).toEqual([
      'An app has reached the soft limit of a quota.',
      'An app has reached the hard limit of a quota.',
    ]);
  });

  it('knows the uses that are at a limit, by app, until they are not', () => {
    const { watch, note } = watching();
    note(5);
    note(12, 'other');
    expect(watch.reached()).toMatchObject([
      { app: 'shop', quota: 'objects', state: 'soft' },
      { app: 'other', quota: 'objects', state: 'hard' },
    ]);
    note(1);
    expect(watch.reached().map(({ app }) => app)).toEqual(['other']);
    watch.forget('other', 'objects');
    expect(watch.reached()).toEqual([]);
  });

  it('takes a refusal for the hard limit, whatever the use', () => {
    const { watch } = watching();
    expect(watch.note({ app: 'shop', quota: 'requestsPerSecond', limit: LIMIT, used: 1, isRefused: true })).toBe('hard');
  });
});
