import type { Db } from '@parlance/mongo';
import { expect } from 'vitest';
import type { Ledger } from '../../../tools/chaos/load/ledger.ts';

interface Entry {
  readonly _id: string;
  readonly token: string;
}

/**
 * Compares the answers that clients got with the stored objects: an acknowledged create exists once and under its id, a refused one does
 * not exist, one of unknown outcome exists at most once, and nothing else exists. Counters hold at least all acknowledged increments, and
 * at most those and the ones of unknown outcome.
 */
export async function assertNothingLost(database: Db, ledger: Ledger): Promise<void> {
  const stored = await database.collection<Entry>(ledger.classes.entry).find().toArray();
  const idsOf = Map.groupBy(stored, ({ token }) => token);
  const faults: string[] = [];
  for (const { token, answer } of ledger.creates) {
    const ids = (idsOf.get(token) ?? []).map(({ _id }) => _id);
    idsOf.delete(token);
    if (!agrees(answer.outcome, ids, answer.body.objectId)) faults.push(`${answer.text}, stored as ${JSON.stringify(ids)}`);
  }
  expect(faults).toEqual([]);
  expect([...idsOf.keys()]).toEqual([]);
  await assertCounts(database, ledger);
}

function agrees(outcome: string, ids: readonly string[], objectId: unknown): boolean {
  if (outcome === 'done') return ids.length === 1 && ids[0] === objectId;
  return ids.length <= (outcome === 'unknown' || outcome === 'severed' ? 1 : 0);
}

async function assertCounts(database: Db, { classes, counts }: Ledger): Promise<void> {
  const stored = await database.collection<{ _id: string; count: number }>(classes.counter).find().toArray();
  expect(stored.length).toBeGreaterThan(0);
  for (const { _id, count } of stored) {
    const { acknowledged, unknown } = counts.get(_id) ?? { acknowledged: 0, unknown: 0 };
    expect(count).toBeGreaterThanOrEqual(acknowledged);
    expect(count).toBeLessThanOrEqual(acknowledged + unknown);
  }
}
