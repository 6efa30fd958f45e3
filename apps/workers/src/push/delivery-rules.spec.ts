import { push } from '@parlance/contracts';
import type { Target } from '@parlance/push';
import { describe, expect, it } from 'vitest';
import { booked, recovered, withdrawn } from './book.ts';
import type { Delivery, Prepared } from './delivery.ts';
import { DeliveryRules } from './delivery-rules.ts';
import { isAnnounced, planPage, withoutTurns } from './plan-slices.ts';

const NOON = Date.UTC(2026, 5, 1, 12);
const HOUR = 3_600_000;
const QUIET = { from: '22:00', to: '08:00' };

const target = (number: number, timeZone?: string): Target => ({
  objectId: `device${String(number).padStart(3, '0')}`,
  deviceType: 'ios',
  deviceToken: `token-${number}`,
  ...(timeZone === undefined ? {} : { timeZone }),
});

function deliveryBy(rules: DeliveryRules): Delivery {
  const prepare = (to: Target) =>
    rules.quiet(to.timeZone, { waitsUntil: NOON + 48 * HOUR }, NOON) ??
    ({
      target: to,
      credential: 'c',
      hasBadge: false,
      hasOthers: false,
      message: () => ({ provider: 'apns', pushId: 'p', installation: to.objectId, to: 'x', payload: '{}' }),
    } satisfies Prepared);
  return { isFor: () => true, prepare, cap: rules.cap, badge: undefined, way: () => undefined, isCrowded: () => false };
}

describe('the rules of an app', () => {
  // Five in the morning in Los Angeles.
  const LA = 'America/Los_Angeles';
  const end = Date.UTC(2026, 5, 1, 15);
  const rules = (action: 'skip' | 'wait') => new DeliveryRules({ frequencyCap: [], quietHours: { ...QUIET, action } });

  it.each<[string, 'skip' | 'wait', string, { endsAt?: number; waitsUntil: number }, unknown]>([
    ['by day', 'wait', 'Europe/Berlin', { waitsUntil: end }, undefined],
    ['passed over', 'skip', LA, { waitsUntil: end }, { skip: 'quietHours' }],
    ['made to wait', 'wait', LA, { waitsUntil: end }, { waitsUntil: end }],
    ['passed over where the push is over by then', 'wait', LA, { endsAt: end, waitsUntil: end }, { skip: 'quietHours' }],
    ['made to wait where it lasts a moment longer', 'wait', LA, { endsAt: end + 1, waitsUntil: end }, { waitsUntil: end }],
    ['passed over where nobody waits that long', 'wait', LA, { waitsUntil: end - 1 }, { skip: 'quietHours' }],
  ])('T10 an installation is %s', (_, action, zone, claim, expected) => {
    expect(rules(action).quiet(zone, claim, NOON)).toEqual(expected);
  });

  it('are none for an app that sets none', () => {
    const none = new DeliveryRules({ frequencyCap: [], quietHours: undefined });
    expect([none.cap, none.quiet(LA, { waitsUntil: end }, NOON)]).toEqual([undefined, undefined]);
    const [slice] = planPage([target(1, LA)], deliveryBy(none), false).slices;
    expect(slice).toEqual({ upper: 'device001', ids: ['device001'], skipped: {} });
  });

  it('I1 put installations off without counting them, and tell the push that somebody waits', () => {
    const page = [target(1, LA), target(2, 'Europe/Berlin'), target(3, LA)];
    const { slices, prepared } = planPage(page, deliveryBy(rules('wait')), false);
    const [slice] = slices;
    if (slice === undefined) throw new Error('A page has a slice.');
    expect(slice).toEqual({ upper: 'device003', ids: ['device002'], skipped: {}, waiting: ['device001', 'device003'] });
    expect([...prepared.keys()]).toEqual(['device002']);
    const work = { ...push.NO_PUSH_WORK, slices };
    const after = booked(work, slice, new Map([['device002', { kind: 'sent', type: 'ios' }]]));
    expect(after).toMatchObject({ cursor: 'device003', counts: { targeted: 1, sent: { ios: 1 }, waiting: 2 }, slices: [] });
    // A lost worker has noted them, or the next one does: they wait in both cases. One that has not begun leaves them to the next visit.
    expect(recovered(work, 'at_most_once', NOON).counts).toMatchObject({ targeted: 1, unknown: 1, waiting: 2 });
    expect(withdrawn(work).counts.waiting).toBeUndefined();
  });

  it('I3 announce also a slice of which nobody is sent to, where notes are made of it', () => {
    const [waiting] = planPage([target(1, LA)], deliveryBy(rules('wait')), false).slices;
    const [settled] = planPage([target(1, LA)], deliveryBy(rules('skip')), false, true).slices;
    const [skipped] = planPage([target(1, LA)], deliveryBy(rules('skip')), false).slices;
    expect(settled).toEqual({ upper: 'device001', ids: [], skipped: { quietHours: 1 }, settled: ['device001'] });
    expect([waiting, settled, skipped].map((slice) => slice !== undefined && isAnnounced(slice))).toEqual([true, true, false]);
  });

  it('settle everybody who has waited, but for those who wait on', () => {
    const page = [target(1, LA), target(2, 'Europe/Berlin')];
    expect(planPage(page, deliveryBy(rules('wait')), false, true).slices).toEqual([
      { upper: 'device002', ids: ['device002'], skipped: {}, waiting: ['device001'], settled: ['device002'] },
    ]);
    expect(planPage(page, deliveryBy(rules('wait')), true, true).slices).toEqual([
      { upper: 'device002', ids: [], skipped: { expired: 2 }, settled: ['device001', 'device002'] },
    ]);
  });

  it('I1 pass over those whose turns are used up', () => {
    const page = Array.from({ length: 150 }, (_, number) => target(number));
    const planned = planPage(page, deliveryBy(rules('skip')), false);
    const taken = new Set(page.map(({ objectId }) => objectId).filter((_, number) => number % 3 > 0));
    const capped = withoutTurns(planned, taken).slices;
    expect(capped.map(({ ids, skipped }) => [ids.length, skipped])).toEqual([
      [66, { frequencyCap: 34 }],
      [34, { frequencyCap: 16 }],
    ]);
    expect(capped.flatMap(({ ids }) => ids)).toEqual([...taken]);
    expect(withoutTurns(planned, new Set(page.map(({ objectId }) => objectId))).slices).toEqual(planned.slices);
  });
});
