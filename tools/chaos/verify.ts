import { ask, type Target } from './load/ask.ts';
import type { Ledger } from './load/ledger.ts';

const PAGE = 1_000;
const READ_TRIES = 20;

/** The answers that clients got, compared with the objects that are there afterwards. */
export interface Verdict {
  /** Creates that were acknowledged and are not there, or under another id. */
  readonly lost: number;
  /** Creates that are there more than once. */
  readonly duplicated: number;
  /** Creates that were refused and are there all the same. */
  readonly unwanted: number;
  /** Counters outside of the bounds that the answers to their increments set. */
  readonly wrongCounters: number;
}

interface Row {
  readonly objectId: string;
  readonly token?: string;
  readonly count?: number;
}

/** Reads all objects of a load as a client with the master key does. @throws Error when they cannot be read */
export async function verify(target: Target, ledger: Ledger): Promise<Verdict> {
  const idsOf = Map.groupBy(await readAll(target, ledger.classes.entry), ({ token }) => token);
  let [lost, duplicated, unwanted] = [0, 0, 0];
  for (const { token, answer } of ledger.creates) {
    const ids = (idsOf.get(token) ?? []).map(({ objectId }) => objectId);
    if (ids.length > 1) duplicated += 1;
    if (answer.outcome === 'done' && !ids.includes(String(answer.body.objectId))) lost += 1;
    if ((answer.outcome === 'refused' || answer.outcome === 'unreached') && ids.length > 0) unwanted += 1;
  }
  const counters = await readAll(target, ledger.classes.counter);
  const wrong = counters.filter(({ objectId, count = 0 }) => {
    const { acknowledged, unknown } = ledger.counts.get(objectId) ?? { acknowledged: 0, unknown: 0 };
    return count < acknowledged || count > acknowledged + unknown;
  });
  return { lost, duplicated, unwanted, wrongCounters: wrong.length };
}

async function readAll(target: Target, className: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const after = rows.at(-1)?.objectId;
    const where = after === undefined ? {} : { objectId: { $gt: after } };
    const query = new URLSearchParams({ where: JSON.stringify(where), order: 'objectId', limit: String(PAGE), keys: 'token,count' });
    const page = await readPage(target, `/classes/${className}?${query.toString()}`);
    rows.push(...page);
    if (page.length < PAGE) return rows;
  }
}

/** Tries again, as the deployment may still be recovering. */
async function readPage(target: Target, path: string): Promise<readonly Row[]> {
  for (let attempt = 1; ; attempt += 1) {
    const { outcome, body, text } = await ask(target, 'GET', path);
    if (outcome === 'done') return body.results as readonly Row[];
    if (attempt === READ_TRIES) throw new Error(`The objects cannot be read: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Removes the classes of the load. */
export async function removeClasses(target: Target, { classes }: Ledger): Promise<void> {
  for (const className of [classes.entry, classes.counter]) {
    await ask(target, 'DELETE', `/purge/${className}`);
    await ask(target, 'DELETE', `/schemas/${className}`);
  }
}
