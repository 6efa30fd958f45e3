import type { mongo } from 'mongoose';
import type { Scenario } from './scenario.ts';

/** Config is read by every start of an app, and answered out of a gateway's memory. */
const CONFIG_GOAL = { split: 0.2, fused: 0.2 };

const PARAMETERS = 20;
const params = Object.fromEntries(
  Array.from({ length: PARAMETERS }, (_, n) => [`parameter${n}`, n % 2 === 0 ? n : { text: 'Buona giornata', list: [n, n + 1] }]),
);
const masterKeyOnly = Object.fromEntries(Object.keys(params).map((name) => [name, false]));

/** Stores the parameters as Parse Server does, so that both sides find them. */
export async function seedConfig(database: mongo.Db): Promise<void> {
  const collection = database.collection<{ _id: number }>('_GlobalConfig');
  await collection.replaceOne({ _id: 1 }, { params, masterKeyOnly }, { upsert: true });
}

export const CONFIG_SCENARIOS: readonly Scenario[] = [
  {
    name: 'config read',
    goal: CONFIG_GOAL,
    amount: 4_000,
    status: 200,
    next: () => ({ method: 'GET', path: '/parse/config' }),
    check: (body) => {
      const read = Object.keys(body.params ?? {}).length;
      return read === PARAMETERS ? undefined : `expected ${PARAMETERS} parameters, got ${read}`;
    },
  },
];
