import type { RunningParlance } from './running-parlance.ts';

interface Counts {
  readonly points: readonly string[];
  readonly counts: readonly number[];
  readonly total: number;
  readonly groups: readonly { readonly value: string; readonly counts: readonly number[] }[];
}

type Target = Pick<RunningParlance, 'serverUrl' | 'appId' | 'masterKey'>;

const HOURS = 24;
const HOUR_MS = 3_600_000;
const VERBS_MAX = 4;
/** Counters leave a gateway every second and a half, and are stored within a second: after so long without a change all are there. */
const SETTLED_MS = 3_000;
/** Others may send requests all the time. */
const PATIENCE_MS = 12_000;
const LOOK_AGAIN_MS = 500;

/** Prints the API requests of the last day, the demo's own among them, hour by hour and by verb; hours without any are left out. */
export async function printRequestTable(parlance: Target): Promise<void> {
  const { points, counts, groups, total } = await countsOnceThere(parlance);
  console.log(`\nThe last ${HOURS} hours, as the analytics service has counted them: ${total.toLocaleString('en')} API requests`);
  const cells = (hour: string, numbers: readonly (number | string)[]) =>
    [hour.padEnd(18), ...numbers.map((number) => String(number).padStart(9))].join('');
  console.log(cells('  hour (UTC)', ['all', ...groups.map(({ value }) => value)]));
  points.forEach((point, index) => {
    if ((counts[index] ?? 0) === 0) return;
    console.log(
      cells(`  ${point.slice(0, 13).replace('T', ' ')}:00`, [counts[index] ?? 0, ...groups.map((group) => group.counts[index] ?? 0)]),
    );
  });
}

async function countsOnceThere(parlance: Target): Promise<Counts> {
  const startedAt = Date.now();
  for (let [total, since] = [0, startedAt]; ; await new Promise((wake) => setTimeout(wake, LOOK_AGAIN_MS))) {
    const counts = await ask(parlance);
    if (counts.total !== total) [total, since] = [counts.total, Date.now()];
    if ((total > 0 && Date.now() - since >= SETTLED_MS) || Date.now() - startedAt > PATIENCE_MS) return counts;
  }
}

async function ask({ serverUrl, appId, masterKey }: Target): Promise<Counts> {
  const from = new Date(Date.now() - HOURS * HOUR_MS).toISOString();
  const response = await fetch(`${serverUrl}/analytics/query`, {
    method: 'POST',
    headers: { 'X-Parse-Application-Id': appId, 'X-Parse-Master-Key': masterKey, 'Content-Type': 'application/json' },
    body: JSON.stringify({ source: 'requests', granularity: 'hour', from, groupBy: 'verb', top: VERBS_MAX }),
  });
  if (!response.ok) throw new Error(`The question for API requests was answered by ${response.status}.`);
  return (await response.json()) as Counts;
}
