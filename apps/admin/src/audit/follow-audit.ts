import { setTimeout as sleep } from 'node:timers/promises';
import type { config } from '@parlance/contracts';

/** How often the audit is asked for news, in milliseconds. */
const LOOK_MS = 500;
/** An entry whose transaction took long shows with an earlier time than those before it. */
const OVERLAP_MS = 15_000;
const PAGE = 1_000;

type Asked = Pick<config.QueryAuditRequest, 'app' | 'author' | 'action'>;
type Query = (request: config.QueryAuditRequest) => Promise<{ entries: config.ShownAuditEntry[] }>;

/** Entries from now on, in the order of their appearance: each once, and again when its outcome is told, for as long as it is recent. */
export async function* followAudit(
  query: Query,
  asked: Asked,
  signal: AbortSignal,
  now: () => number = Date.now,
): AsyncGenerator<{ entry: config.ShownAuditEntry }, void> {
  const began = now();
  const told = new Map<string, { readonly outcome: string; readonly at: number }>();
  // Changes that run for long are looked at until they end, for an hour.
  let oldest = began;
  while (!signal.aborted) {
    const { entries } = await query({ ...asked, from: Math.min(oldest, now() - OVERLAP_MS), limit: PAGE });
    for (const entry of entries.toReversed()) {
      const known = told.get(entry.id);
      if (known?.outcome === entry.outcome || (known === undefined && Date.parse(entry.at) < began)) continue;
      told.set(entry.id, { outcome: entry.outcome, at: Date.parse(entry.at) });
      yield { entry };
    }
    oldest = forget(told, now());
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

const RUNS_MS_MAX = 3_600_000;

/** @returns the time of the oldest entry whose outcome is awaited */
function forget(told: Map<string, { readonly outcome: string; readonly at: number }>, time: number): number {
  let oldest = time;
  for (const [id, { outcome, at }] of told) {
    const isAwaited = outcome === 'unknown' && time - at < RUNS_MS_MAX;
    if (isAwaited) oldest = Math.min(oldest, at);
    else if (time - at > 2 * OVERLAP_MS) told.delete(id);
  }
  return oldest;
}
