/**
 * `npm run bench:cloud`: functions and triggers of Parse Server and of Parlance, with the same Cloud Code, in one run; then the cost of
 * having Cloud Code at all for classes without triggers, Parlance with and without it.
 *
 *     npm run bench:cloud                          five rounds of each
 *     npm run bench:cloud -- --rounds 3 --only 'function echo'
 */
import { parseArgs } from 'node:util';
import mongoose from 'mongoose';
import { seed } from '../dataset.ts';
import { measure, type Measuring } from '../measure.ts';
import { memoryOf, memoryTable } from '../memory.ts';
import { aloneTable, table, withAndWithoutCode, type Measured } from '../report.ts';
import type { Scenario } from '../scenario.ts';
import { SCENARIOS } from '../scenarios.ts';
import { withServers } from '../servers.ts';
import {
  databaseOf,
  startFused,
  startPeerSystem,
  startSplit,
  THIS_CHECKOUT,
  type Checkout,
  type PeopledSystem,
  type Servers,
  type SideName,
  type System,
} from '../systems.ts';
import { CLOUD_CODE, CLOUD_SCENARIOS, seedChecked } from './cloud-scenarios.ts';

/** Sides that differ by little need more requests: CPU time is told in hundredths of a second. */
const PAIRED_SHARE = 4;
const PAIRED = ['get', 'create', 'find-10'];
/** The status of requests while the code of an app is being loaded for the first time. */
const LOADING = 503;
const LOADING_LOOK_MS = 100;
const STATUS_LINE = process.stdout.isTTY;

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, only: { type: 'string' } } });
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds needs a whole number of 1 or more.');
const wanted = options.only?.split(',');
const isWanted = ({ name }: Scenario): boolean => wanted === undefined || wanted.includes(name);
const coded = CLOUD_SCENARIOS.filter(isWanted);
const paired = SCENARIOS.filter(({ name }) => PAIRED.includes(name)).filter(isWanted);
if (coded.length + paired.length === 0) {
  throw new Error(`--only knows: ${[...CLOUD_SCENARIOS.map(({ name }) => name), ...PAIRED].join(', ')}.`);
}

interface Side {
  readonly name: SideName;
  readonly start: (servers: Servers) => Promise<System>;
}

await withServers(async (servers) => {
  if (coded.length > 0) {
    const withCode = { ...THIS_CHECKOUT, cloud: CLOUD_CODE };
    const sides: readonly Side[] = [{ name: 'peer', start: (started) => startPeerSystem(started, CLOUD_CODE) }, ...parlance(withCode)];
    await compare(servers, sides, coded, 1, (measured, memory) => [table(measured), aloneTable(measured), memory]);
  }
  if (paired.length > 0) {
    const withCode: Checkout = { ...THIS_CHECKOUT, suffix: ' with code', cloud: CLOUD_CODE };
    await compare(servers, [...parlance(THIS_CHECKOUT), ...parlance(withCode)], paired, PAIRED_SHARE, (measured) => [
      withAndWithoutCode(measured),
    ]);
  }
});

function parlance(checkout: Checkout): readonly Side[] {
  return [
    { name: `split${checkout.suffix}`, start: (servers) => startSplit(servers, {}, checkout) },
    { name: `fused${checkout.suffix}`, start: (servers) => startFused(servers, {}, checkout) },
  ];
}

async function compare(
  servers: Servers,
  sides: readonly Side[],
  scenarios: readonly Scenario[],
  share: number,
  tables: (measured: readonly Measured[], memory: string) => readonly string[],
): Promise<void> {
  await seedAll(servers, sides);
  const measuring: Measuring = { rounds, share, status };
  const systems: PeopledSystem[] = [];
  try {
    for (const { start } of sides) {
      status('starting the sides');
      const system = await start(servers);
      systems.push({ ...system, userHeaders: system.headers });
      await loaded(system);
    }
    const atRest = memoryOf(systems);
    const measured: Measured[] = [];
    for (const scenario of scenarios) measured.push(await measure(scenario, systems, measuring));
    for (const text of tables(measured, memoryTable(atRest, memoryOf(systems)))) console.log(`\n${text}\n`);
  } finally {
    for (const system of systems) await system.stop();
  }
}

/** Waits for the code of a side, where it has any. */
async function loaded({ url, headers }: System): Promise<void> {
  const ask = () =>
    fetch(`${url}/parse/functions/echo`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' });
  while ((await ask()).status === LOADING) await new Promise((wake) => setTimeout(wake, LOADING_LOOK_MS));
}

async function seedAll({ mongodbUrl }: Servers, sides: readonly Side[]): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(mongodbUrl);
  for (const { name } of sides) {
    status(`seeding ${databaseOf(name)}`);
    await seed(client, databaseOf(name));
    await seedChecked(client.db(databaseOf(name)));
  }
  await client.close();
}

function status(text: string): void {
  if (STATUS_LINE) process.stdout.write(`\r\u001B[2K${text}`);
  else console.log(text);
}
