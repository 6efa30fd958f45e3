import { describe, expect, it } from 'vitest';
import { QUOTA_NAMES, quotaState, quotasSetting } from './quota-settings.ts';

const messageOf = (value: unknown) => quotasSetting.safeParse(value).error?.issues[0]?.message;

describe('the setting quotas', () => {
  it('limits nothing by default', () => {
    const none = quotasSetting.parse(undefined);
    expect(Object.keys(none).sort()).toEqual([...QUOTA_NAMES].sort());
    for (const name of QUOTA_NAMES) expect(none[name], name).toMatchObject({ soft: null, hard: null });
  });

  it('reads numbers, and bytes as texts', () => {
    const set = quotasSetting.parse({ objects: { hard: 0 }, fileBytes: { soft: '1kb', hard: '2kb' }, requestsPerSecond: { hard: 0.5 } });
    expect(set.objects).toEqual({ soft: null, hard: 0 });
    expect(set.fileBytes).toEqual({ soft: 1_024, hard: 2_048 });
    expect(set.requestsPerSecond).toEqual({ soft: null, hard: 0.5, burst: null });
  });

  it.each([
    ['a soft limit above the hard one', { objects: { soft: 2, hard: 1 } }, 'expected a soft limit that is not above the hard one'],
    ['a text that is no size', { fileBytes: { hard: 'much' } }, 'expected a number of bytes, or a string such as 20gb'],
    ['part of a request', { requestsPerDay: { hard: 1.5 } }, 'expected a whole number'],
  ])('refuses %s', (_name, value, message) => {
    expect(messageOf(value)).toBe(message);
  });

  it.each([
    ['less than nothing', { objects: { hard: -1 } }],
    ['no requests at all in a second', { requestsPerSecond: { hard: 0 } }],
    ['an unknown quota', { sheep: { hard: 1 } }],
    ['an unknown member', { objects: { hard: 1, burst: 2 } }],
  ])('refuses %s', (_name, value) => {
    expect(messageOf(value)).toBeTypeOf('string');
  });
});

describe('the state of a use', () => {
  it.each([
    [{ soft: null, hard: null }, 1_000, 'ok'],
    [{ soft: 5, hard: 10 }, 4, 'ok'],
    [{ soft: 5, hard: 10 }, 5, 'soft'],
    [{ soft: 5, hard: 10 }, 9, 'soft'],
    [{ soft: 5, hard: 10 }, 10, 'hard'],
    [{ soft: 5, hard: null }, 50, 'soft'],
    [{ soft: null, hard: 0 }, 0, 'hard'],
  ] as const)('%j at %d is %s', (limit, used, state) => {
    expect(quotaState(limit, used)).toBe(state);
  });
});
