/**
 * `npm run bench`: the same scenarios against Parse Server and Parlance, in turn within one run, on the same MongoDB and the same Node.
 * Every answer is checked, and both give the same one to each read. The ratio of server CPU per request counts: wall-clock figures of a
 * shared machine drift.
 *
 *     npm run bench -- --rounds 5 --only get,find-100
 *     npm run bench -- --profile --only near                where the CPU of each process goes; the figures are higher with it
 *     npm run bench -- --before ../parlance-of-yesterday    another checkout, built, instead of Parse Server
 *     npm run bench -- --traced --only get                  Parlance with a collector and without, instead of Parse Server
 *     npm run bench -- --metrics --only get                 Parlance with PARLANCE_METRICS and without, instead of Parse Server
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import mongoose from 'mongoose';
import { startCollector } from './collector.ts';
import { startExperiments } from './config-scenarios.ts';
import { seed } from './dataset.ts';
import { INGESTION, measureIngestion, measureKilled } from './events.ts';
import { measureHop } from './hop.ts';
import { measure, type Measuring } from './measure.ts';
import { measureLogInRate, measureLogInStorm, RATE, STORM } from './log-ins.ts';
import { memoryOf, memoryTable } from './memory.ts';
import { profileTable } from './profile.ts';
import { aloneTable, beforeAndAfter, databaseTable, metricsTable, table, tracingTable, type Measured } from './report.ts';
import { measureRecording, RECORDING } from './recording.ts';
import { assertSameAnswers } from './same-answers.ts';
import { SCENARIOS } from './scenarios.ts';
import { withServers } from './servers.ts';
import {
  databaseOf,
  startFused,
  startPeerSystem,
  startSplit,
  THIS_CHECKOUT,
  type PeopledSystem,
  type Servers,
  type SideName,
  type System,
} from './systems.ts';
import { introduceUsers } from './users.ts';

/** Sides that differ by little need more requests: CPU time is told in hundredths of a second. */
const FINE_SHARE = 4;
const SCRAPED = { PARLANCE_METRICS: 'true', PARLANCE_HEALTH_PORT: '0' };
const STATUS_LINE = process.stdout.isTTY;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    before: { type: 'string' },
    profile: { type: 'boolean' },
    traced: { type: 'boolean' },
    metrics: { type: 'boolean' },
  },
});
const rounds = Number(options.rounds);
const wanted = options.only?.split(',');
const isWanted = (name: string): boolean => wanted === undefined || wanted.includes(name);
const scenarios = SCENARIOS.filter(({ name }) => isWanted(name));
const known = [...SCENARIOS.map(({ name }) => name), RATE, STORM, INGESTION, RECORDING];
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds needs a whole number of 1 or more.');
if (!known.some(isWanted)) throw new Error(`--only knows: ${known.join(', ')}.`);
const comparisons = [options.before !== undefined, options.traced, options.metrics].filter((chosen) => chosen === true);
if (comparisons.length > 1) throw new Error('--before, --traced and --metrics are comparisons: ask for one.');
const collector = options.traced ? await startCollector() : undefined;
const sides = sidesToCompare();
const measuring: Measuring = { rounds, share: options.traced || options.metrics ? FINE_SHARE : 1, status };

await withServers(async (started) => {
  const profiles = options.profile === true ? mkdtempSync(join(tmpdir(), 'parlance-profiles-')) : undefined;
  const servers: Servers = { ...started, profiles };
  await seedAll(servers);
  const systems = await startAll(servers);
  try {
    for (const scenario of scenarios) await assertSameAnswers(scenario, systems);
    const atRest = memoryOf(systems);
    const measured: Measured[] = [];
    for (const scenario of scenarios) measured.push(await measure(scenario, systems, measuring));
    if (options.metrics) return console.log(`\n${metricsTable(measured)}\n`);
    if (options.before !== undefined || collector !== undefined) {
      console.log(`\n${collector === undefined ? beforeAndAfter(measured) : tracingTable(measured)}\n`);
      if (collector !== undefined)
        console.log(`The collector was sent ${collector.megabytes.toFixed(0)} MB in ${collector.batches} batches.`);
      return;
    }
    if (isWanted(RATE)) console.log(`\n${await measureLogInRate(systems, rounds, status)}\n`);
    if (isWanted(STORM)) console.log(`\n${await measureLogInStorm(systems, rounds, status)}\n`);
    if (isWanted(INGESTION)) {
      console.log(`\n${await measureIngestion(systems, rounds, status)}\n`);
      console.log(`\n${await measureKilled(systems, status)}\n`);
    }
    if (isWanted(RECORDING)) console.log(`\n${await measureRecording(systems, rounds, status)}\n`);
    if (measured.length === 0) return;
    console.log(`\n${table(measured)}\n\n${aloneTable(measured)}\n\n${databaseTable(measured)}\n`);
    console.log(`${memoryTable(atRest, memoryOf(systems))}\n`);
    const hop = await measureHop(servers);
    console.log(`One bus round trip of 500 bytes by itself, 64 in flight: ${(hop.cpuMsPerCall * 1000).toFixed(0)} µs of CPU`);
    console.log(`(caller, server and NATS together), ${Math.round(hop.callsPerSecond).toLocaleString('en')} calls/s.`);
  } finally {
    for (const system of systems) await system.stop();
    collector?.stop();
    if (profiles !== undefined) {
      console.log(`\n${profileTable(profiles)}\n\nThe profiles themselves, for a browser's developer tools: ${profiles}`);
    }
  }
});

interface Side {
  readonly name: SideName;
  readonly start: (servers: Servers) => Promise<System>;
}

function sidesToCompare(): readonly Side[] {
  if (collector !== undefined) return untracedAndTraced(collector.url);
  if (options.before !== undefined) return beforeAndNow(resolve(options.before));
  if (options.metrics) return [...parlance(), ...parlance({ ...THIS_CHECKOUT, suffix: ' with metrics', env: SCRAPED })];
  return wanted?.every((name) => name === RECORDING) === true ? parlance() : peerAndParlance();
}

function peerAndParlance(): readonly Side[] {
  return [{ name: 'peer', start: (servers: Servers) => startPeerSystem(servers) }, ...parlance()];
}

function beforeAndNow(folder: string): readonly Side[] {
  return [...parlance({ folder, suffix: ' before' }), ...parlance()];
}

function untracedAndTraced(collectorUrl: string): readonly Side[] {
  const sampled = ([share, sampler]: readonly [share: 'none' | 'all', sampler: string]): readonly Side[] => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl, OTEL_TRACES_SAMPLER: sampler };
    return parlance({ ...THIS_CHECKOUT, suffix: ` sampling ${share}`, env });
  };
  const shares = [
    ['none', 'always_off'],
    ['all', 'always_on'],
  ] as const;
  return [...parlance(), ...shares.flatMap(sampled)];
}

function parlance(checkout = THIS_CHECKOUT): readonly Side[] {
  return [
    { name: `split${checkout.suffix}`, start: (servers) => startSplit(servers, {}, checkout) },
    { name: `fused${checkout.suffix}`, start: (servers) => startFused(servers, {}, checkout) },
  ];
}

async function seedAll({ mongodbUrl }: Servers): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(mongodbUrl);
  for (const { name } of sides) {
    status(`seeding ${databaseOf(name)}`);
    await seed(client, databaseOf(name));
  }
  await client.close();
}

async function startAll(servers: Servers): Promise<PeopledSystem[]> {
  const systems: PeopledSystem[] = [];
  for (const { start } of sides) {
    status('starting the sides');
    const system = await start(servers);
    await startExperiments(system);
    systems.push({ ...system, userHeaders: await introduceUsers(system) });
  }
  return systems;
}

function status(text: string): void {
  if (STATUS_LINE) process.stdout.write(`\r\u001B[2K${text}`);
  else console.log(text);
}
