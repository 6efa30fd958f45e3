import type { mongo } from 'mongoose';
import type { Scenario } from './scenario.ts';
import type { System } from './systems.ts';

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

/** Parameters that are in an experiment each; its two variants have the ordinary value, so that all sides give the same answers. */
const IN_EXPERIMENTS = ['parameter0', 'parameter1', 'parameter2'] as const;
/** Installations that ask in turn: more than a gateway needs to have seen them all within a run. */
const INSTALLATIONS = 2_000;

/** Starts experiments where there are any: the peer and older checkouts answer without. */
export async function startExperiments({ url, masterHeaders }: Pick<System, 'url' | 'masterHeaders'>): Promise<void> {
  const headers = { ...masterHeaders, 'content-type': 'application/json' };
  for (const name of IN_EXPERIMENTS) {
    const values = { [name]: params[name] };
    const experiment = { name, variants: [{ values }, { values }], measure: { event: 'bought' } };
    const made = await fetch(`${url}/parse/config/experiments`, { method: 'POST', headers, body: JSON.stringify(experiment) });
    if (made.status === 404) return;
    const { objectId } = (await made.json()) as { readonly objectId?: string };
    const started = await fetch(`${url}/parse/config/experiments/${objectId}/start`, { method: 'POST', headers });
    if (started.status !== 200) throw new Error(`An experiment did not start: ${await started.text()}`);
  }
}

const expectParameters: Scenario['check'] = (body) => {
  const read = Object.keys(body.params ?? {}).length;
  return read === PARAMETERS ? undefined : `expected ${PARAMETERS} parameters, got ${read}`;
};

export const CONFIG_SCENARIOS: readonly Scenario[] = [
  {
    name: 'config read',
    goal: CONFIG_GOAL,
    amount: 4_000,
    status: 200,
    next: () => ({ method: 'GET', path: '/parse/config' }),
    check: expectParameters,
  },
  {
    // Three experiments run, and each request names an installation: the answer is that of its variants, and it is noted.
    name: 'config read in experiments',
    goal: CONFIG_GOAL,
    amount: 4_000,
    status: 200,
    next: (index) => ({
      method: 'GET',
      path: '/parse/config',
      headers: { 'x-parse-installation-id': `installation-${index % INSTALLATIONS}` },
    }),
    check: expectParameters,
  },
];
