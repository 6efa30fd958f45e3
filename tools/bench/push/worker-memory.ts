/** The memory of a worker while it visits many installations. */
import mongoose from 'mongoose';
import { residentMb } from '../memory.ts';
import { withServers } from '../servers.ts';
import type { Servers } from '../systems.ts';
import { startDeployment } from './deployment.ts';
import { generate, type Audience } from './installations.ts';
import { measureFanOut, perSecond } from './measure.ts';
import { programsWithoutProviders } from './no-op/programs.ts';
import { startSimulators } from './simulators.ts';

export interface WorkerMemory {
  /** Installations a second. */
  readonly rate: number;
  /** Megabytes. */
  readonly most: number;
  /** The mean of each quarter of the push, in megabytes. */
  readonly quarters: readonly number[];
  /** Whether the last quarter has about as much as the third one: before, the heap grows to its size. */
  readonly isFlat: boolean;
}

const SEED = 19;
const SAMPLE_MS = 250;
/** A leak of one small object for each installation would show. */
const GROWTH_MAX = 1.15;
const PATIENCE_MS = 1_800_000;

/**
 * Sends a push to so many installations, by the programs of a deployment and providers that send nothing.
 *
 * @throws Error when it does not reach all of them
 */
export async function workerMemory(rows: number): Promise<WorkerMemory> {
  const audience: Audience = { app: 'scale', database: 'bench_push_scale', size: rows, deviceType: 'ios' };
  const found: WorkerMemory[] = [];
  await withServers(async (servers) => {
    const client = await mongoose.mongo.MongoClient.connect(servers.mongodbUrl);
    await generate(client, audience, SEED);
    await client.close();
    const simulators = await startSimulators(servers.folder, servers.guard);
    try {
      found.push(await duringPush(servers, audience, simulators.file));
    } finally {
      await simulators.stop();
    }
  });
  return found[0] as WorkerMemory;
}

async function duringPush(servers: Servers, audience: Audience, simulators: string): Promise<WorkerMemory> {
  const programs = await programsWithoutProviders();
  const side = await startDeployment(servers, { mode: 'split', audiences: [audience], simulators, programs });
  const worker = side.processes.find(({ name }) => name === 'split workers');
  if (worker === undefined) throw new Error('No worker runs.');
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(residentMb(worker.pid)), SAMPLE_MS);
  try {
    const figures = await measureFanOut(side, audience, PATIENCE_MS, servers.mongodbPid);
    if (!figures.finished) throw new Error(`The push did not finish: ${figures.sent} were visited.`);
    const quarters = [1, 2, 3, 4].map((number) => meanOf(samples, number));
    const [, , third = 0, last = 0] = quarters;
    return { rate: perSecond(figures), most: Math.max(...samples), quarters, isFlat: last <= third * GROWTH_MAX };
  } finally {
    clearInterval(timer);
    await side.stop();
  }
}

/** @param quarter 1 to 4 */
function meanOf(samples: readonly number[], quarter: number): number {
  const some = samples.slice(Math.floor((samples.length * (quarter - 1)) / 4), Math.floor((samples.length * quarter) / 4));
  return some.reduce((sum, megabytes) => sum + megabytes, 0) / Math.max(1, some.length);
}
