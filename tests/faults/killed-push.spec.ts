import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis } from '@parlance/redis';
import {
  simulatedProviders,
  startPrivateServer,
  startSimulators,
  testServers,
  type PrivateServer,
  type Simulators,
} from '@parlance/testing';
import { createLogger } from '@parlance/telemetry';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BUNDLE_ID } from '../e2e/push/push-deployment.ts';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { eventually } from './eventually.ts';

const DEVICES = 5_000;
/** Each slice of a hundred takes so long, so that all of them together take some seconds. */
const SLICE_MS = 120;
const LEASE_MS = 3_000;
const PAGE = 500;
const DONE_MS_MAX = 110_000;
const RESTART_MS_MAX = 20_000;
/** Messages that have arrived when the workers are killed, each time anew. */
const KILLED_AT = [700, 1_900, 3_300];

interface Status {
  readonly status: string;
  readonly numTargeted: number;
  readonly numSent: number;
  readonly numFailed: number;
  readonly numUnknown: number;
  readonly numSkipped: number;
}

const token = (number: number): string => number.toString(16).padStart(64, '0');
const TOKENS = Array.from({ length: DEVICES }, (_, number) => token(number));

describe('a push to 5,000 devices whose workers are killed, under npm start -- --split', () => {
  let parlance: LaunchedParlance;
  let simulators: Simulators;
  let redis: PrivateServer;
  let folder: string;
  beforeAll(async () => {
    simulators = await startSimulators();
    redis = await startPrivateServer('redis');
    folder = await mkdtemp(join(tmpdir(), 'push-'));
    const file = join(folder, 'simulators.json');
    await writeFile(file, JSON.stringify(simulatedProviders(simulators)));
    parlance = await LaunchedParlance.start(
      { ...testServers(), redisUrl: redis.url },
      {},
      { PARLANCE_PUSH_SIMULATORS: file, PARLANCE_PUSH_TICK_MS: '200', PARLANCE_PUSH_LEASE_MS: String(LEASE_MS) },
    );
    const installations = (await parlance.database()).collection('_Installation');
    await installations.insertMany(
      TOKENS.map((deviceToken, number) => ({
        _id: `device${String(number).padStart(6, '0')}` as never,
        _created_at: new Date(),
        _updated_at: new Date(),
        installationId: `installation-${number}`,
        deviceType: 'ios',
        deviceToken,
        appIdentifier: BUNDLE_ID,
      })),
    );
  });
  afterAll(async () => {
    await parlance?.close();
    await simulators?.close();
    await redis?.dispose();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    simulators.apns.change({ reset: true, behaviours: { latency: { kind: 'fixed', ms: SLICE_MS } } });
  });

  async function send(body: object): Promise<string> {
    const response = await fetch(`${parlance.url}/push`, { method: 'POST', headers: parlance.masterHeaders, body: JSON.stringify(body) });
    expect(await response.json()).toEqual({ result: true });
    return response.headers.get('x-parse-push-status-id') as string;
  }

  async function read(id: string): Promise<Status> {
    const response = await fetch(`${parlance.url}/classes/_PushStatus/${id}`, { headers: parlance.masterHeaders });
    return (await response.json()) as Status;
  }

  async function ended(id: string): Promise<Status> {
    await eventually('the push to end', DONE_MS_MAX, async () => (await read(id)).status === 'succeeded');
    const status = await read(id);
    expect(status.numTargeted).toBe(status.numSent + status.numFailed + status.numUnknown + status.numSkipped);
    return status;
  }

  async function killWorkers(): Promise<void> {
    const restarts = (await parlance.output()).split('workers runs again.').length;
    await parlance.kill('workers');
    await parlance.reported('workers runs again.', RESTART_MS_MAX, restarts);
  }

  it('T1 I1 I2 PSH-24 under at_most_once: nobody gets it twice, and all that is not known to be sent is counted so', async () => {
    const id = await send({ where: {}, data: { alert: 'at most once' } });
    for (const arrived of KILLED_AT) {
      await simulators.apns.journal.waitFor(arrived);
      await killWorkers();
    }
    const status = await ended(id);
    const { missing, repeated, strangers } = simulators.apns.journal.coverage(id, TOKENS);
    expect([status.numTargeted, status.numFailed, status.numSkipped, repeated, strangers]).toEqual([DEVICES, 0, 0, [], 0]);
    expect(status.numUnknown).toBeLessThanOrEqual(KILLED_AT.length * PAGE);
    expect(missing.length).toBeLessThanOrEqual(status.numUnknown);
    // Everybody who is counted as sent got it: the journal has those, and the unknown that did get it.
    expect(simulators.apns.journal.length).toBe(DEVICES - missing.length);
    expect(status.numSent).toBeLessThanOrEqual(DEVICES - missing.length);
  });

  it('T1 I1 under at_least_once: nobody is left out, and nobody is counted twice', async () => {
    const id = await send({ where: {}, data: { alert: 'at least once' }, options: { policy: 'at_least_once' } });
    for (const arrived of KILLED_AT) {
      await simulators.apns.journal.waitFor(arrived);
      await killWorkers();
    }
    const status = await ended(id);
    expect(status).toMatchObject({ numTargeted: DEVICES, numSent: DEVICES, numUnknown: 0, numFailed: 0, numSkipped: 0 });
    const { missing, repeated } = simulators.apns.journal.coverage(id, TOKENS);
    expect(missing).toEqual([]);
    expect(repeated.length).toBeLessThanOrEqual(KILLED_AT.length * PAGE);
  });

  it('T2 I5 Redis is emptied and the workers killed in the middle: the push goes on by the store in MongoDB', async () => {
    const id = await send({ where: {}, data: { alert: 'without Redis' } });
    await simulators.apns.journal.waitFor(1_000);
    const connection = connectRedis(redis.url, 'queues', { name: 'test', logger: createLogger({ service: 'test', level: 'silent' }) });
    await connection.flushall();
    connection.disconnect();
    await killWorkers();
    const status = await ended(id);
    const { repeated } = simulators.apns.journal.coverage(id, TOKENS);
    expect([status.numTargeted, repeated]).toEqual([DEVICES, []]);
    expect(status.numUnknown).toBeLessThanOrEqual(PAGE);
  });

  it('T3 the service that plans and keeps the work is killed in the middle: nothing is lost or sent twice', async () => {
    const id = await send({ where: {}, data: { alert: 'without a planner' } });
    await simulators.apns.journal.waitFor(800);
    const restarts = (await parlance.output()).split('push runs again.').length;
    await parlance.kill('push');
    await parlance.reported('push runs again.', RESTART_MS_MAX, restarts);
    const status = await ended(id);
    const { repeated } = simulators.apns.journal.coverage(id, TOKENS);
    expect([status.numTargeted, repeated]).toEqual([DEVICES, []]);
    expect(status.numUnknown).toBeLessThanOrEqual(2 * PAGE);
  });
});
