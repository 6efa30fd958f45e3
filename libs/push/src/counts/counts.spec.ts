import { describe, expect, it } from 'vitest';
import { addCounts, countKey, isAccounted, NO_COUNTS, type Counts } from './counts.ts';
import { deliveryReport, isPushState, statusViewOf, type CountedPartition } from './status-view.ts';

const counts = (more: Partial<Counts>): Counts => ({ ...NO_COUNTS, ...more });
const PARTITIONS: readonly CountedPartition[] = [
  {
    state: 'done',
    counts: counts({
      targeted: 10,
      sent: { ios: 4, android: 2 },
      failed: { ios: 1 },
      failedReason: { Unregistered: 1 },
      unknown: 1,
      skipped: { noToken: 2 },
      locale: { default: 5, fr: 1 },
      sentOffset: { '-300': 6 },
      failedOffset: { '-300': 1 },
    }),
  },
  {
    state: 'running',
    counts: counts({
      targeted: 3,
      sent: { ios: 1 },
      failed: { android: 2 },
      failedReason: { UNREGISTERED: 2 },
      locale: { fr: 1 },
      sentOffset: { '330': 1 },
    }),
  },
  { state: 'ready', counts: NO_COUNTS },
];

describe('I1 PSH-26 the counts of a push', () => {
  it('are the sum of its partitions', () => {
    expect(statusViewOf('running', PARTITIONS, counts({ targeted: 5, skipped: { lateZone: 5 } }))).toEqual({
      numTargeted: 18,
      numSent: 7,
      numFailed: 3,
      numUnknown: 1,
      numSkipped: 7,
      sentPerType: { ios: 5, android: 2 },
      failedPerType: { ios: 1, android: 2 },
      sentPerUTCOffset: { '-300': 6, '330': 1 },
      failedPerUTCOffset: { '-300': 1 },
      sentPerLocale: { default: 5, fr: 2 },
      failedPerReason: { Unregistered: 1, UNREGISTERED: 2 },
      skippedPerReason: { noToken: 2, lateZone: 5 },
      count: 2,
      progress: 1 / 3,
    });
  });

  it('say nothing of partitions to come once the push has ended', () => {
    const view = statusViewOf('succeeded', PARTITIONS.slice(0, 1));
    expect(view).not.toHaveProperty('count');
    expect(view.progress).toBe(1);
    expect(statusViewOf('running', [])).toMatchObject({ count: 0, progress: 0, numTargeted: 0 });
    expect(statusViewOf('canceling', [{ state: 'canceled', counts: NO_COUNTS }])).toMatchObject({ count: 0, progress: 1 });
  });

  it('give every targeted installation exactly one fate', () => {
    expect(PARTITIONS.every((partition) => isAccounted(partition.counts))).toBe(true);
    expect(isAccounted(addCounts(PARTITIONS[0]!.counts, PARTITIONS[1]!.counts))).toBe(true);
    expect(isAccounted(counts({ targeted: 2, sent: { ios: 1 } }))).toBe(false);
    expect(isAccounted(counts({ targeted: 1, sent: { ios: 1 }, unknown: 1 }))).toBe(false);
  });

  it('have keys that are safe in a path of fields', () => {
    expect(['ios', 'pt-br', '-300', 'a.b', '$set', '', 'constructor', '__proto__', 'x'.repeat(99)].map(countKey)).toEqual([
      ...['ios', 'pt-br', '-300', 'a_b', '_set', 'other', 'other', 'other'],
      'x'.repeat(64),
    ]);
  });
});

describe('PSH-40 the delivery report', () => {
  it('lists causes with their numbers, the most frequent first', () => {
    expect(deliveryReport({ failedPerReason: { Other: 1, BadDeviceToken: 1, Unregistered: 5, constructor: 1 } })).toEqual([
      { Name: 'Unregistered', Message: 'The app was removed from the device.', Quantity: 5 },
      { Name: 'BadDeviceToken', Message: 'The token is none, or is one of the other environment.', Quantity: 1 },
      { Name: 'Other', Message: 'Other', Quantity: 1 },
      { Name: 'constructor', Message: 'constructor', Quantity: 1 },
    ]);
  });

  it('knows the states of a push by name', () => {
    expect(['running', 'toString', 1, undefined].map(isPushState)).toEqual([true, false, false, false]);
  });
});
