import { isDeepStrictEqual } from 'node:util';
import type { LoadRequest } from './load.ts';
import type { Scenario } from './scenario.ts';
import { headersFor, type PeopledSystem } from './systems.ts';

/** Requests of each scenario whose answers are compared, before anything is measured or written. */
const COMPARED = 5;

/** All sides start with the same objects, so that they have to answer requests that only read with the same JSON. */
export async function assertSameAnswers(scenario: Scenario, systems: readonly PeopledSystem[]): Promise<void> {
  for (let index = 0; index < COMPARED; index++) {
    const { method, path, headers } = scenario.next(index);
    if (method !== 'GET') return;
    const answers = await Promise.all(systems.map((system) => answer(system, scenario, path, headers)));
    const [expected] = answers;
    for (const [at, given] of answers.entries()) {
      if (isDeepStrictEqual(given, expected)) continue;
      const texts = [expected, given].map((body) => JSON.stringify(body).slice(0, 1_000));
      throw new Error(`${scenario.name}: ${systems[0]?.name} and ${systems[at]?.name} differ on ${path}\n${texts.join('\n')}`);
    }
  }
}

async function answer(system: PeopledSystem, { key }: Scenario, path: string, headers: LoadRequest['headers']): Promise<unknown> {
  return (await fetch(system.url + path, { headers: { ...headersFor(system, key), ...headers } })).json();
}
