/** How many users log in per second, and the effect on everybody else. */
import { bareHashesPerSecond } from './bare-hashes.ts';
import { median, type RunFigures } from './latencies.ts';
import { run } from './load.ts';
import { inTurn, type SideFigures } from './rounds.ts';
import { SCENARIOS } from './scenarios.ts';
import { startStorm } from './storm.ts';
import type { System } from './systems.ts';
import { logInOf } from './users.ts';

export const RATE = 'log-in rate';
export const STORM = 'log-in storm';

const LOG_INS_AT_ONCE = 64;
const LOG_INS = 256;
const LOG_INS_TO_WARM_UP = 64;
const RATE_GOAL = 0.85; // of the rate that the bare hash allows
const READERS_AT_ONCE = 4;
const READS = 400;
const READS_TO_WARM_UP = 4_000;
const STORM_GOAL = 1 / 3; // of the peer's p99

/** Log-ins per second beside the bare hash, in turn within one run. @returns a Markdown table */
export async function measureLogInRate(systems: readonly System[], rounds: number, status: (text: string) => void): Promise<string> {
  const bare: number[] = [];
  const sides: SideFigures[] = [];
  for (const system of systems) await logIn(system, LOG_INS_TO_WARM_UP);
  for (let round = 1; round <= rounds; round++) {
    status(`${RATE}: round ${round} of ${rounds}`);
    bare.push(await bareHashesPerSecond());
    const figures: Partial<Record<System['name'], RunFigures>> = {};
    for (const system of inTurn(systems, round)) figures[system.name] = await logIn(system, LOG_INS);
    sides.push(figures as SideFigures);
  }
  const rows = systems.map(({ name }) => {
    const share = median(sides.map((figures, round) => figures[name].requestsPerSecond / (bare[round] ?? Number.NaN)));
    const goal = name === 'peer' ? '' : `${RATE_GOAL.toFixed(2)}x ${share >= RATE_GOAL ? 'met' : 'missed'}`;
    const rate = median(sides.map((figures) => figures[name].requestsPerSecond));
    const cpuMs = median(sides.map((figures) => figures[name].cpuMsPerRequest));
    return `| ${RATE} | ${name} | ${rate.toFixed(1)} | **${share.toFixed(2)}x** | ${goal} | ${cpuMs.toFixed(1)} ms |`;
  });
  const header = '| scenario | side | log-ins/s | of the bare hash | goal | CPU per log-in |\n|---|---|---|---|---|---|';
  return [header, ...rows, `| the hash by itself | | ${median(bare).toFixed(1)} | | | |`].join('\n');
}

/** Gets by id while users log in as fast as they can. @returns a Markdown table */
export async function measureLogInStorm(systems: readonly System[], rounds: number, status: (text: string) => void): Promise<string> {
  const sides: SideFigures[] = [];
  for (const system of systems) await get(system, READS_TO_WARM_UP);
  for (let round = 1; round <= rounds; round++) {
    const figures: Partial<Record<System['name'], RunFigures>> = {};
    for (const system of inTurn(systems, round)) {
      status(`${STORM}: round ${round} of ${rounds}, ${system.name}`);
      const storm = startStorm(system, LOG_INS_AT_ONCE);
      figures[system.name] = await get(system, READS).finally(() => storm.end());
    }
    sides.push(figures as SideFigures);
  }
  const rows = systems.map(({ name }) => {
    const [p50, p99] = [median(sides.map((figures) => figures[name].p50Ms)), median(sides.map((figures) => figures[name].p99Ms))];
    const ratio = median(sides.map((figures) => figures[name].p99Ms / figures.peer.p99Ms));
    const goal = name === 'peer' ? '' : `${STORM_GOAL.toFixed(2)}x ${ratio <= STORM_GOAL ? 'met' : 'missed'}`;
    return `| ${STORM} | ${name} | ${p50.toFixed(1)} ms | ${p99.toFixed(1)} ms | **${ratio.toFixed(2)}x** | ${goal} |`;
  });
  return ['| scenario | side | p50 of gets | p99 of gets | p99 to the peer’s | goal |\n|---|---|---|---|---|---|', ...rows].join('\n');
}

function logIn(system: System, amount: number): Promise<RunFigures> {
  let index = 0;
  return run({
    ...system,
    next: () => logInOf(index++),
    check: (status, body) =>
      status === 200 && body.includes('"sessionToken"') ? undefined : `a log-in was answered by ${status}: ${body.slice(0, 200)}`,
    connections: LOG_INS_AT_ONCE,
    amount,
  });
}

function get(system: System, amount: number): Promise<RunFigures> {
  const scenario = SCENARIOS.find(({ name }) => name === 'get');
  if (scenario === undefined) throw new Error('The scenario "get" is gone.');
  let index = 0;
  return run({
    ...system,
    next: () => scenario.next(index++),
    check: (status, body) => (status === 200 ? undefined : `a get was answered by ${status}: ${body.slice(0, 200)}`),
    connections: READERS_AT_ONCE,
    amount,
  });
}
