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
import { memberOf } from '@parlance/statistics';
import { createLogger } from '@parlance/telemetry';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BUNDLE_ID, expectAccounted, token, type Status } from '../e2e/push/push-deployment.ts';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { eventually } from './eventually.ts';
import { Storm, type StormReport } from './deployment/push-storm.ts';

/** `npm run exactness` takes 100,000. */
const DEVICES = Number(process.env['PARLANCE_EXACTNESS_DEVICES'] ?? 10_000);
/** Each slice of a hundred takes so long, so that a push outlives several workers. */
const SLICE_MS = 20;
const LEASE_MS = 3_000;
const PAGE = 500;
const PER_PARTITION = 25_000;
/** A storm slows a push down to some hundred devices in a second, on a busy machine too. */
const DONE_MS_MAX = 120_000 + DEVICES * 4;
const TEST_MS_MAX = DONE_MS_MAX + 30_000;
const TOKENS = Array.from({ length: DEVICES }, (_, number) => token(number));
const INSERTED_AT_ONCE = 10_000;
/** Devices that leave, and others that join, while an experiment is sent. */
const COME_AND_GO = 100;

describe(`a push to ${DEVICES} devices in a storm, under npm start -- --split`, { timeout: TEST_MS_MAX }, () => {
  let parlance: LaunchedParlance;
  let simulators: Simulators;
  let redis: PrivateServer;
  let nats: PrivateServer;
  let folder: string;
  beforeAll(async () => {
    [simulators, redis, nats] = await Promise.all([startSimulators(), startPrivateServer('redis'), startPrivateServer('nats')]);
    folder = await mkdtemp(join(tmpdir(), 'push-'));
    const file = join(folder, 'simulators.json');
    await writeFile(file, JSON.stringify(simulatedProviders(simulators)));
    parlance = await LaunchedParlance.start(
      { ...testServers(), redisUrl: redis.url, natsUrl: nats.url },
      {},
      { PARLANCE_PUSH_SIMULATORS: file, PARLANCE_PUSH_TICK_MS: '200', PARLANCE_PUSH_LEASE_MS: String(LEASE_MS) },
    );
    const installations = (await parlance.database()).collection('_Installation');
    for (let from = 0; from < DEVICES; from += INSERTED_AT_ONCE) {
      await installations.insertMany(TOKENS.slice(from, from + INSERTED_AT_ONCE).map((_, at) => installation(from + at)));
    }
  });
  afterAll(async () => {
    await parlance?.close();
    await simulators?.close();
    await redis?.dispose();
    await nats?.dispose();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    simulators.apns.change({
      reset: true,
      behaviours: {
        latency: { kind: 'fixed', ms: SLICE_MS },
        failures: [{ share: 0.05, fate: 'ServiceUnavailable', retryAfterSeconds: 1 }],
      },
    });
  });

  const flushRedis = async (): Promise<void> => {
    const connection = connectRedis(redis.url, 'queues', { name: 'test', logger: createLogger({ service: 'test', level: 'silent' }) });
    await connection.flushall();
    connection.disconnect();
  };
  const restarted = async (server: PrivateServer): Promise<void> => {
    await server.kill();
    await server.start();
  };

  async function storm(options: object): Promise<{ readonly id: string; readonly status: Status; readonly report: StormReport }> {
    const id = await send({ where: {}, data: { alert: 'in a storm' }, options });
    const report = await new Storm(parlance, id, simulators.apns, [
      { arrived: DEVICES * 0.1, happens: () => restarted(redis) },
      { arrived: DEVICES * 0.3, happens: flushRedis },
      { arrived: DEVICES * 0.5, happens: () => restarted(nats) },
      { arrived: DEVICES * 0.7, happens: () => parlance.kill('push') },
    ]).until(DONE_MS_MAX);
    const status = await read(id);
    expectAccounted(status);
    return { id, status, report };
  }

  async function send(push: object): Promise<string> {
    const request = { method: 'POST', headers: parlance.masterHeaders, body: JSON.stringify(push) };
    const answer = await fetch(`${parlance.url}/push`, request);
    expect(await answer.json()).toEqual({ result: true });
    return answer.headers.get('x-parse-push-status-id') as string;
  }

  async function read(id: string): Promise<Status> {
    const response = await fetch(`${parlance.url}/classes/_PushStatus/${id}`, { headers: parlance.masterHeaders });
    return (await response.json()) as Status;
  }

  async function readPush(id: string): Promise<Record<string, unknown>> {
    const response = await fetch(`${parlance.url}/push/${id}`, { headers: parlance.masterHeaders });
    return (await response.json()) as Record<string, unknown>;
  }

  /** The bound of docs/contract/30-push-engine.md, section 14: a page of each partition, each time that workers or connections are cut. */
  const suspenseMax = ({ kills, cuts }: StormReport): number => (kills + cuts) * Math.max(1, Math.ceil(DEVICES / PER_PARTITION)) * PAGE;

  function tell(
    policy: string,
    { status, report, repeated, missing }: { status: Status; report: StormReport; repeated: number; missing: number },
  ): void {
    const { numSent, numFailed, numUnknown, numSkipped } = status;
    const counts = { numSent, numFailed, numUnknown, numSkipped };
    console.log(
      JSON.stringify({ devices: DEVICES, policy, ...counts, journal: simulators.apns.journal.length, missing, repeated, ...report }),
    );
  }

  it('EXP-05 I8 I1 an experiment keeps every device in its group, while workers are killed and devices come and go', async () => {
    const variants = [{ data: { alert: 'Hello' } }, { data: { alert: 'Hi' } }];
    const split = { sizePercent: 80, variants: variants.length };
    const experiment = { name: 'Words', type: 'message', size_percent: split.sizePercent, variants };
    const experimentId = await send({ where: {}, experiment });
    const { groups } = (await readPush(experimentId)) as unknown as { groups: readonly { readonly id: string }[] };
    const installations = (await parlance.database()).collection('_Installation');
    const come = Array.from({ length: COME_AND_GO }, (_, at) => installation(DEVICES + at));
    const gone = Array.from({ length: COME_AND_GO }, (_, at) => `device${String(DEVICES - 1 - at).padStart(6, '0')}`);
    let spare: Parameters<LaunchedParlance['killAll']>[1];
    for (const share of [0.1, 0.4]) {
      await simulators.apns.journal.waitFor(DEVICES * share);
      await parlance.killAll('workers', spare);
      spare = await parlance.addReplica('workers');
      await installations.deleteMany({ _id: { $in: gone as never[] } });
      await installations.insertMany(come.splice(0, COME_AND_GO / 2));
    }
    const everybody = Array.from({ length: DEVICES + COME_AND_GO }, (_, number) => number);
    for (const [index, { id }] of groups.entries()) {
      await eventually('the push to end', DONE_MS_MAX, async () => (await read(id)).status === 'succeeded');
      const status = await read(id);
      expectAccounted(status);
      const isMember = memberOf({ ...split, experimentId, index });
      const members = everybody.filter((number) => isMember({ objectId: '', installationId: `installation-${number}` }));
      // Nobody got the version of another group, or of none, and nobody got theirs twice.
      const { repeated, strangers } = simulators.apns.journal.coverage(id, members.map(token));
      expect([repeated, strangers]).toEqual([[], 0]);
      expect(status.numTargeted).toBeGreaterThan(members.length - 2 * COME_AND_GO);
      expect(status.numUnknown).toBeLessThanOrEqual(suspenseMax({ kills: 2, cuts: 0, seconds: 0 }));
    }
    await installations.deleteMany({ _id: { $gte: `device${String(DEVICES).padStart(6, '0')}` as never } });
    await installations.insertMany(gone.map((_, at) => installation(DEVICES - 1 - at)));
  });

  it('T1 T2 T3 I1 I2 I5 PSH-24 at most once: nobody gets it twice, the counts are those of the journal, and the unknown have their bound', async () => {
    const { id, status, report } = await storm({ policy: 'at_most_once' });
    const { missing, repeated, strangers } = simulators.apns.journal.coverage(id, TOKENS);
    tell('at_most_once', { status, report, repeated: repeated.length, missing: missing.length });
    expect([status.numTargeted, status.numSkipped, repeated, strangers]).toEqual([DEVICES, 0, [], 0]);
    // The journal has everybody who is counted as sent, nobody who is counted as failed, and of the unknown those who got it.
    const got = DEVICES - missing.length;
    expect(simulators.apns.journal.length).toBe(got);
    expect(got).toBeGreaterThanOrEqual(status.numSent);
    expect(got).toBeLessThanOrEqual(status.numSent + status.numUnknown);
    expect(status.numUnknown).toBeLessThanOrEqual(suspenseMax(report));
    expect(report.kills).toBeGreaterThanOrEqual(1);
  });

  it('T1 T2 T3 I1 I5 PSH-24 at least once: nobody is left out, nobody is counted twice, and the repeated have the same bound', async () => {
    const { id, status, report } = await storm({ policy: 'at_least_once' });
    const { missing, repeated, strangers } = simulators.apns.journal.coverage(id, TOKENS);
    tell('at_least_once', { status, report, repeated: repeated.length, missing: missing.length });
    expect(status).toMatchObject({ numTargeted: DEVICES, numUnknown: 0, numSkipped: 0 });
    // Six refusals in a row are the end of all attempts: one device in some million.
    expect(missing.length).toBeLessThanOrEqual(status.numFailed);
    expect([status.numSent + status.numFailed, strangers]).toEqual([DEVICES, 0]);
    expect(status.numFailed).toBeLessThanOrEqual(DEVICES / 10_000);
    expect(repeated.length).toBeLessThanOrEqual(suspenseMax(report));
    expect(report.kills).toBeGreaterThanOrEqual(1);
  });
});

function installation(number: number): Record<string, unknown> {
  return {
    _id: `device${String(number).padStart(6, '0')}`,
    _created_at: new Date(),
    _updated_at: new Date(),
    installationId: `installation-${number}`,
    deviceType: 'ios',
    deviceToken: token(number),
    appIdentifier: BUNDLE_ID,
  };
}
