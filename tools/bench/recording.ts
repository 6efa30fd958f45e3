/** The cost of counting requests for a get: the same processes with the counting switched on and off in turn. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, medianInterval } from './latencies.ts';
import { run } from './load.ts';
import { SCENARIOS } from './scenarios.ts';
import { seededRandom, type Random } from './seeded-random.ts';
import type { System } from './systems.ts';

export const RECORDING = 'recording of requests';

/** Of the CPU of a get. */
const GOAL = 0.03;
const CONNECTIONS = 64;
const WARM_UP = 20_000;
const GETS = 6_000;
/** The sums of a run have left the gateway and are counted by then, so that none of that work falls into the next run. */
const SETTLED_MS = 2_200;
/** Every process has heard of the setting by then. */
const SWITCHED_MS = 500;
/** Each seed decides the order of the runs within a pair, and the objects that are asked for. */
const SEEDS = [1, 2, 3];
const NANOSECONDS_OF_MS = 1_000_000;

/**
 * Gets with the counting of requests switched on and off. The runs of a pair, two of each, ask for the same objects right after each other, in an
 * order that the seed draws, and each is charged with the work that goes on behind it. The median of the ratios counts: it is told with the range in
 * which the true median lies in 95 of 100 measurements.
 *
 * @param rounds pairs of each seed
 * @returns a Markdown table
 */
export async function measureRecording(systems: readonly System[], rounds: number, status: (text: string) => void): Promise<string> {
  const sides = systems.filter(({ name }) => name !== 'peer').map((system) => ({ system, pairs: [] as Pair[] }));
  for (const { system } of sides) await gets(system, WARM_UP, 0);
  for (const seed of SEEDS) {
    const random = seededRandom(seed);
    for (let pair = 1; pair <= rounds; pair++)
      for (const { system, pairs } of sides) {
        status(`${RECORDING}: ${system.name}, seed ${seed}, pair ${pair} of ${rounds}`);
        pairs.push(await measurePair(system, random));
      }
  }
  const rows = sides.map(({ system, pairs }) => rowOf(system, pairs));
  const head = ['scenario', 'side', 'CPU without counting', 'CPU with it', 'more, median of pairs', '95 % range', 'of all pairs', 'goal'];
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows].join('\n');
}

/** CPU of a get in milliseconds: until the last answer, and with everything that goes on behind it. */
interface Cost {
  readonly answered: number;
  readonly settled: number;
}
interface Pair {
  readonly on: Cost;
  readonly off: Cost;
}

async function measurePair(system: System, random: Random): Promise<Pair> {
  const first = Math.floor(random() * GETS);
  const isOnFirst = random() < 0.5;
  const costs: Readonly<Record<'on' | 'off', Cost[]>> = { on: [], off: [] };
  // A machine that becomes faster or slower meanwhile favours neither: the outer two runs and the inner two have the same middle.
  for (const isOn of [isOnFirst, !isOnFirst, !isOnFirst, isOnFirst]) {
    await switchRecording(system, isOn);
    await sleep(SWITCHED_MS);
    costs[isOn ? 'on' : 'off'].push(await gets(system, GETS, first));
  }
  return { on: meanOf(costs.on), off: meanOf(costs.off) };
}

function meanOf(costs: readonly Cost[]): Cost {
  const mean = (of: (cost: Cost) => number): number => costs.reduce((sum, cost) => sum + of(cost), 0) / costs.length;
  return { answered: mean(({ answered }) => answered), settled: mean(({ settled }) => settled) };
}

function rowOf({ name }: System, pairs: readonly Pair[]): string {
  // Processes that wait have costs, too, the same on both sides of the difference.
  const ratios = pairs.map(({ on, off }) => (on.settled - off.settled) / off.answered);
  const more = median(ratios);
  const micros = (ms: readonly number[]) => `${(median(ms) * 1_000).toFixed(1)} µs`;
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const range = ([from, to]: readonly [number, number]) => `${percent(from)} to ${percent(to)}`;
  const [off, on] = [micros(pairs.map((pair) => pair.off.answered)), micros(pairs.map((pair) => pair.on.answered))];
  const spread = [range(medianInterval(ratios)), range([Math.min(...ratios), Math.max(...ratios)])];
  const cells = ['get', name, off, on, `**${percent(more)}**`, ...spread, `3 % ${more <= GOAL ? 'met' : 'missed'}`];
  return `| ${cells.join(' | ')} |`;
}

async function gets(system: System, amount: number, first: number): Promise<Cost> {
  const scenario = SCENARIOS.find(({ name }) => name === 'get');
  if (scenario === undefined) throw new Error('The scenario "get" is gone.');
  let index = first;
  const before = cpuMsOf(system.processes);
  await run({
    ...system,
    next: () => scenario.next(index++),
    check: (answered, body) => (answered === 200 ? undefined : `a get was answered by ${answered}: ${body.slice(0, 200)}`),
    connections: CONNECTIONS,
    amount,
  });
  const answered = cpuMsOf(system.processes);
  await sleep(SETTLED_MS);
  return { answered: (answered - before) / amount, settled: (cpuMsOf(system.processes) - before) / amount };
}

/**
 * CPU time of processes so far, all threads, exact where `cpu-time.ts` tells hundredths of a second: the differences that are looked for
 * here are smaller. Threads that have ended are missing; those of Node and NATS live as long as their process. Source: proc(5),
 * /proc/PID/task/TID/schedstat.
 */
function cpuMsOf(processes: readonly number[]): number {
  const threads = processes.flatMap((pid) => readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`));
  return threads.reduce((sum, path) => sum + Number(readFileSync(path, 'utf8').split(' ')[0]) / NANOSECONDS_OF_MS, 0);
}

async function switchRecording({ url, masterHeaders }: System, requests: boolean): Promise<void> {
  const headers = { ...masterHeaders, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/parse/settings`, { method: 'PATCH', headers, body: JSON.stringify({ analytics: { requests } }) });
  if (!answer.ok) throw new Error(`The setting was answered by ${answer.status}: ${await answer.text()}`);
}
