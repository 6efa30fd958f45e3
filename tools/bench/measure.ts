import { run, type Load } from './load.ts';
import type { Measured, Round } from './report.ts';
import { inTurn } from './rounds.ts';
import type { Scenario } from './scenario.ts';
import { headersFor, type PeopledSystem, type System } from './systems.ts';

const BUSY_CONNECTIONS = 64;
const ALONE_SHARE = 0.1; // of a scenario's requests, sent one at a time
/** A server runs compiled code: below some ten thousand requests, a good part of each side's time is the compiler's. */
const WARM_UP_SHARE = 10;

/** How much is measured. */
export interface Measuring {
  readonly rounds: number;
  /** Of the requests of a scenario; above 1 where sides differ by little. */
  readonly share: number;
  readonly status: (text: string) => void;
}

/** Sends the requests of a scenario to each side in turn, round after round, and checks every answer. */
export async function measure(
  scenario: Scenario,
  systems: readonly PeopledSystem[],
  { rounds, share, status }: Measuring,
): Promise<Measured> {
  let index = 0; // shared by all sides, so that each creates other objects
  const next = (): ReturnType<Scenario['next']> => scenario.next(index++);
  const load = (system: PeopledSystem, connections: number, amount: number): Load => ({
    url: system.url,
    headers: headersFor(system, scenario.key),
    next,
    check: (answered, body) => checkAnswer(scenario, answered, body),
    connections,
    amount: Math.max(connections, Math.round(amount)),
    processes: system.processes,
    databasePid: system.databasePid,
  });
  for (const system of systems) await run(load(system, BUSY_CONNECTIONS, scenario.amount * WARM_UP_SHARE));
  const results: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const figures: Partial<Record<System['name'], Round['peer']>> = {};
    for (const system of inTurn(systems, round)) {
      status(`${scenario.name}: round ${round} of ${rounds}, ${system.name}`);
      figures[system.name] = {
        alone: await run(load(system, 1, scenario.amount * ALONE_SHARE)),
        busy: await run(load(system, BUSY_CONNECTIONS, scenario.amount * share)),
      };
    }
    results.push(figures as Round);
  }
  return { scenario, rounds: results };
}

function checkAnswer(scenario: Scenario, answered: number, body: string): string | undefined {
  if (answered !== scenario.status) return `${scenario.name}: status ${answered} instead of ${scenario.status}: ${body.slice(0, 200)}`;
  const fault = scenario.check(JSON.parse(body) as Parameters<Scenario['check']>[0]);
  return fault && `${scenario.name}: ${fault}`;
}
