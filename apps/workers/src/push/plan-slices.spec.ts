import type { push } from '@parlance/contracts';
import type { Target } from '@parlance/push';
import { describe, expect, it } from 'vitest';
import { audienceOf } from './audience-of.ts';
import { booked } from './book.ts';
import type { Delivery, Prepared } from './delivery.ts';
import { planPage, SLICE_SIZE } from './plan-slices.ts';

const PAGE_SIZE = 500;

const target = (number: number): Target => ({
  objectId: `device${String(number).padStart(6, '0')}`,
  installationId: `installation-${number}`,
  deviceType: 'ios',
  deviceToken: `token-${number}`,
});
const targets = (count: number) => Array.from({ length: count }, (_, number) => target(number));
const pages = (all: readonly Target[]) =>
  Array.from({ length: Math.ceil(all.length / PAGE_SIZE) }, (_, page) => all.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE));

function deliveryTo(group: push.PushGroup | undefined): Delivery {
  const prepare = (to: Target): Prepared => ({
    target: to,
    credential: 'c',
    hasBadge: false,
    hasOthers: false,
    message: () => ({ provider: 'apns', pushId: 'p', installation: to.objectId, to: 'x', payload: '{}' }),
  });
  return { isFor: audienceOf(group), prepare, cap: undefined, badge: undefined, way: () => undefined, isCrowded: () => false };
}

/** The ids of those that a push of a group is sent to, and the counts, when one worker visits all pages. */
function visited(all: readonly Target[], group: push.PushGroup | undefined) {
  let work: push.PushWork = { counts: NOTHING, slices: [], retries: [] };
  const ids: string[] = [];
  for (const page of pages(all)) {
    for (const slice of planPage(page, deliveryTo(group), false).slices) {
      ids.push(...slice.ids);
      work = booked(work, slice, new Map(slice.ids.map((id) => [id, { kind: 'sent', type: 'ios' }] as const)));
    }
  }
  return { ids, work };
}

const NOTHING: push.PushCounts = {
  ...{ targeted: 0, sent: {}, failed: {}, failedReason: {}, unknown: 0, skipped: {}, locale: {}, sentOffset: {}, failedOffset: {} },
};
const experiment = { experiment: 'exp0000001', sizePercent: 50, variants: 2 };
const GROUPS: readonly push.PushGroup[] = [0, 1, 'launch' as const].map((index) => ({ ...experiment, index }));

describe('the slices of a page', () => {
  it('hold everybody where a push is for everybody, a hundred at a time', () => {
    const [page = []] = pages(targets(250));
    const { slices, prepared } = planPage(page, deliveryTo(undefined), false);
    expect(slices.map(({ ids, upper }) => [ids.length, upper])).toEqual([
      [100, 'device000099'],
      [100, 'device000199'],
      [50, 'device000249'],
    ]);
    expect(prepared.size).toBe(250);
  });

  it('EXP-01 EXP-02 hold each installation in one push of an experiment; all others are visited and not counted', () => {
    const all = targets(10_000);
    const runs = GROUPS.map((group) => visited(all, group));
    const [a, b, launch] = runs.map(({ ids }) => ids);
    expect([...(a ?? []), ...(b ?? []), ...(launch ?? [])].sort()).toEqual(all.map(({ objectId }) => objectId));
    expect(Math.abs((launch?.length ?? 0) - 5_000)).toBeLessThan(200); // four standard deviations
    expect(Math.abs((a?.length ?? 0) - (b?.length ?? 0))).toBeLessThan(300);
    for (const { ids, work } of runs) expect([work.counts.targeted, work.cursor]).toEqual([ids.length, all.at(-1)?.objectId]);
  });

  it('EXP-02 are full where few installations of a page are meant, and leave nobody before their end unvisited', () => {
    const [page = []] = pages(targets(PAGE_SIZE));
    for (const group of GROUPS) {
      const { slices } = planPage(page, deliveryTo(group), false);
      for (const { ids } of slices.slice(0, -1)) expect(ids).toHaveLength(SLICE_SIZE);
      expect(slices.at(-1)?.upper).toBe(page.at(-1)?.objectId);
      for (const { ids, upper } of slices.slice(0, -1)) expect(ids.at(-1)).toBe(upper);
    }
  });

  it('EXP-02 move on where nobody of a page is meant', () => {
    const nobody = targets(200).filter(({ objectId, installationId = '' }) => !audienceOf(GROUPS[0])({ objectId, installationId }));
    expect(planPage(nobody, deliveryTo(GROUPS[0]), false)).toEqual({
      slices: [{ upper: nobody.at(-1)?.objectId, ids: [], skipped: {} }],
      prepared: new Map(),
    });
  });

  it('EXP-05 I8 find each installation in the same group after a killed worker, and while others come and go', () => {
    const before = targets(3_000);
    // The next worker sees other pages: some installations are gone, some have come in between, and others are at the end.
    const after = [...before.filter((_, number) => number % 7 !== 0), ...targets(4_000).slice(3_000)].sort((one, other) =>
      one.objectId < other.objectId ? -1 : 1,
    );
    const groups = GROUPS.map((group) => [new Set(visited(before, group).ids), new Set(visited(after, group).ids)] as const);
    for (const [earlier, later] of groups) {
      for (const { objectId } of before) if (later.has(objectId)) expect(earlier.has(objectId)).toBe(true);
      expect(later.size).toBeGreaterThan(0);
    }
    expect(groups.reduce((sum, [, later]) => sum + later.size, 0)).toBe(after.length);
  });

  it('count those alone as expired that the push is for', () => {
    const [page = []] = pages(targets(PAGE_SIZE));
    const { slices } = planPage(page, deliveryTo(GROUPS[0]), true);
    const expired = slices.reduce((sum, { skipped }) => sum + (skipped['expired'] ?? 0), 0);
    expect(expired).toBe(visited(page, GROUPS[0]).ids.length);
  });
});
