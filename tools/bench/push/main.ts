/**
 * `npm run bench:push`: pushes of Parse Server and of Parlance to the same installations, by the same simulated providers, in one run.
 *
 *     npm run bench:push                           all of it: about ten minutes on two cores
 *     npm run bench:push -- --quick                25,000 and 100,000 installations: under three minutes
 *     npm run bench:push -- --only fan-out         without providers; or: delivery, small, accept
 *     npm run bench:push -- --sides split --sizes 25000,100000 --profile
 */
import { mkdtempSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import mongoose from 'mongoose';
import { profileTable } from '../profile.ts';
import { withServers } from '../servers.ts';
import type { Servers } from '../systems.ts';
import { measureAcceptance } from './accept.ts';
import { measureBareLoop } from './bare-loop.ts';
import { startDeployment } from './deployment.ts';
import { generate, type Audience } from './installations.ts';
import { measureDelivery, measureFanOut, perSecond, type PushFigures } from './measure.ts';
import { programsWithoutProviders } from './no-op/programs.ts';
import { startPeerPush } from './peer.ts';
import { acceptanceTable, deliveryTable, fanOutTable, memoryTable, smallTable } from './report.ts';
import { MemoryPeaks } from './peaks.ts';
import type { PushSide } from './side.ts';
import { startSimulators, type Simulators } from './simulators.ts';
import { smallPushesBeside, type SmallPush } from './small-pushes.ts';

const SIZES = [25_000, 100_000, 1_000_000];
const QUICK_SIZES = [25_000, 100_000];
/** The peer is not asked for more: at 100,000 it takes minutes. */
const PEER_MAX = 100_000;
/** Deliveries take longest: each side has as many as tell something. */
const DELIVERED_MAX = { peer: PEER_MAX, split: Infinity, fused: 100_000 } as const;
const QUICKLY_DELIVERED_MAX = { peer: 25_000, split: 100_000, fused: 25_000 } as const;
const PARTS = ['fan-out', 'delivery', 'small', 'accept'] as const;
const SIDES = ['peer', 'split', 'fused'] as const;
const SEED = 14;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    sides: { type: 'string' },
    sizes: { type: 'string' },
    patience: { type: 'string' },
    profile: { type: 'boolean', default: false },
  },
});
const sizes = (options.sizes?.split(',').map(Number) ?? (options.quick ? QUICK_SIZES : SIZES)).toSorted((one, other) => one - other);
const parts = chosen(options.only, PARTS, '--only');
const sides = chosen(options.sides, SIDES, '--sides');
if (!sizes.every((size) => Number.isInteger(size) && size > 0)) throw new Error('--sizes needs whole numbers, such as 25000,100000.');
/** For a push of the peer. */
const patienceMs = Number(options.patience ?? (options.quick ? 25 : 90)) * 1_000;
const OURS_MS = 600_000;

const audiences: readonly Audience[] = sizes.map((size) => ({
  app: `ios${size}`,
  database: `bench_push_${size}`,
  size,
  deviceType: 'ios',
}));
/** Nobody measures the push to it: it has the services compile their code and open their connections. */
const warmUp: Audience = { app: 'warm', database: 'bench_push_warm', size: 10_000, deviceType: 'ios' };
const android: Audience = { app: 'android', database: 'bench_push_android', size: 25_000, deviceType: 'android' };
const peerAudiences = audiences.filter(({ size }) => size <= PEER_MAX);
const delivered = (side: (typeof SIDES)[number]): readonly Audience[] => {
  const max = (options.quick ? QUICKLY_DELIVERED_MAX : DELIVERED_MAX)[side];
  return audiences.filter(({ size }) => size <= max || (options.sizes !== undefined && side !== 'peer'));
};
const wants = (part: (typeof PARTS)[number]) => parts.includes(part);

await withServers(async (started) => {
  const profiles = options.profile ? mkdtempSync(join(tmpdir(), 'parlance-profiles-')) : undefined;
  const servers: Servers = { ...started, profiles };
  const peaks = new MemoryPeaks();
  console.log(`${cpus().length} cores, ${cpus()[0]?.model ?? ''}; load ${load()} at the start`);
  await seedAll(servers);
  const simulators = await startSimulators(servers.folder, servers.guard);
  try {
    if (wants('fan-out')) await fanOut(servers, simulators, peaks);
    if (wants('delivery') || wants('small') || wants('accept')) await delivery(servers, simulators, peaks);
    console.log(`\n${memoryTable(peaks)}\n\nLoad of the machine at the end: ${load()}`);
  } finally {
    await simulators.stop();
    if (profiles !== undefined) console.log(`\n${profileTable(profiles)}\n\nThe profiles themselves: ${profiles}`);
  }
});

/** Without providers: planning, reading, accounting. */
async function fanOut(servers: Servers, simulators: Simulators, peaks: MemoryPeaks): Promise<void> {
  const figures: PushFigures[] = [];
  const measure = async (side: PushSide, audience: Audience, ms: number) => {
    status(`fan-out: ${side.name}, ${audience.size}`);
    figures.push(told(await peaks.during(side, () => measureFanOut(side, audience, ms, servers.mongodbPid), 'fan-out')));
  };
  if (sides.includes('peer')) {
    for (const audience of peerAudiences) await using(startPeerPush(servers, audience), (side) => measure(side, audience, patienceMs));
  }
  const programs = await programsWithoutProviders();
  for (const mode of ['split', 'fused'] as const) {
    if (!sides.includes(mode)) continue;
    const known = [...audiences, warmUp];
    await using(startDeployment(servers, { mode, audiences: known, simulators: simulators.file, programs }), async (side) => {
      await measureFanOut(side, warmUp, OURS_MS, servers.mongodbPid);
      for (const audience of audiences) await measure(side, audience, OURS_MS);
    });
  }
  console.log(`\n${fanOutTable(figures)}\n\nLoad of the machine: ${load()}\n`);
}

/** To simulated providers. */
async function delivery(servers: Servers, simulators: Simulators, peaks: MemoryPeaks): Promise<void> {
  const all = [...audiences, android, warmUp];
  const figures: PushFigures[] = [];
  const small: SmallPush[] = [];
  const accepted: Awaited<ReturnType<typeof measureAcceptance>>[] = [];
  const bare: number[] = [];
  const loop = async () => {
    status('delivery: bare loop');
    const rate = await measureBareLoop(simulators);
    status(`  ${Math.round(rate)}/s`);
    bare.push(rate);
  };
  if (wants('delivery')) {
    await loop();
    if (sides.includes('peer')) {
      for (const audience of [...delivered('peer'), android]) {
        await using(startPeerPush(servers, audience, simulators), async (side) => {
          status(`delivery: peer, ${audience.app}`);
          const one = () => measureDelivery(side, audience, patienceMs, servers.mongodbPid, simulators);
          figures.push(told(await peaks.during(side, one, 'delivery')));
        });
      }
    }
  }
  for (const mode of ['split', 'fused'] as const) {
    if (!sides.includes(mode)) continue;
    await using(startDeployment(servers, { mode, audiences: all, simulators: simulators.file }), async (side) => {
      if (wants('accept')) {
        for (const audience of audiences) {
          status(`accept: ${mode}, ${audience.size}`);
          accepted.push(await measureAcceptance(side, audience));
        }
      }
      if (wants('delivery') || wants('small')) {
        await measureDelivery(side, warmUp, OURS_MS, servers.mongodbPid, simulators);
      }
      const largest = delivered(mode).at(-1);
      const pushed = wants('delivery') ? [...delivered(mode), android] : wants('small') && largest !== undefined ? [largest] : [];
      for (const audience of pushed) {
        status(`delivery: ${mode}, ${audience.app}`);
        const beside =
          wants('small') && audience === largest
            ? async (isRunning: () => boolean) => void small.push(...(await smallPushesBeside(side, audience, simulators, isRunning)))
            : undefined;
        const one = () => measureDelivery(side, audience, OURS_MS, servers.mongodbPid, simulators, beside);
        figures.push(told(await peaks.during(side, one, 'delivery')));
      }
    });
    if (wants('delivery')) await loop();
  }
  if (figures.length > 0) console.log(`\n${deliveryTable(figures, bare)}\n`);
  if (small.length > 0) console.log(`\n${smallTable(small)}\n`);
  if (accepted.length > 0) console.log(`\n${acceptanceTable(accepted)}\n`);
  console.log(`Load of the machine: ${load()}\n`);
}

async function seedAll({ mongodbUrl }: Servers): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(mongodbUrl);
  const began = performance.now();
  const all = [...audiences, warmUp, ...(wants('delivery') ? [android] : [])];
  for (const audience of all) await generate(client, audience, SEED);
  await client.close();
  const count = all.reduce((sum, { size }) => sum + size, 0);
  status(`${count.toLocaleString('en')} installations made in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
}

async function using(starting: Promise<PushSide>, use: (side: PushSide) => Promise<void>): Promise<void> {
  const side = await starting;
  try {
    await use(side);
  } finally {
    await side.stop();
  }
}

function chosen<T extends string>(text: string | undefined, known: readonly T[], flag: string): readonly T[] {
  if (text === undefined) return known;
  const names = text.split(',');
  const found = known.filter((name) => names.includes(name));
  if (found.length !== names.length) throw new Error(`${flag} knows: ${known.join(', ')}.`);
  return found;
}

function told(figures: PushFigures): PushFigures {
  status(`  ${figures.sent} in ${(figures.ms / 1_000).toFixed(1)} s, ${Math.round(perSecond(figures))}/s`);
  return figures;
}

function load(): string {
  return loadavg()
    .map((figure) => figure.toFixed(1))
    .join(', ');
}

function status(text: string): void {
  console.log(text);
}
