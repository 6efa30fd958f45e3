import { startPrivateServer, type PrivateServer, testServers } from '@parlance/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signalProcess } from '../../tools/launcher/processes.ts';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { ask, type Answer, type Outcome } from '../../tools/chaos/load/ask.ts';

/** Many times longer than a gateway trusts its answers without asking. */
const AWAY_MS = 4_000;
/** Of one read while nobody answers the gateway: it waits for a moment, and goes on with the answer it has. */
const PATIENCE_MS_MAX = 2_000;
const RECOVERY = { timeout: 10_000, interval: 50 };

let mongodb: PrivateServer;
let nats: PrivateServer;
let parlance: LaunchedParlance;
beforeAll(async () => {
  [mongodb, nats] = await Promise.all([startPrivateServer('mongodb'), startPrivateServer('nats')]);
  parlance = await LaunchedParlance.start({ ...testServers(), mongodbUrl: mongodb.url, natsUrl: nats.url });
});
afterAll(async () => {
  await parlance?.close();
  await nats?.dispose();
  await mongodb?.dispose();
});

/** As another server on the same database does: nobody is told. */
async function store(n: number): Promise<void> {
  const collection = (await parlance.database()).collection<{ _id: number }>('_GlobalConfig');
  await collection.updateOne({ _id: 1 }, { $set: { 'params.n': n } }, { upsert: true });
}

const read = (): Promise<Answer> => ask(parlance, 'GET', '/config');
const value = async (): Promise<unknown> => ((await read()).body['params'] as Record<string, unknown> | undefined)?.['n'];

/** Reads one after the other, for as long as something is away. */
async function readAll(): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const until = performance.now() + AWAY_MS; performance.now() < until;) answers.push(await read());
  return answers;
}

function expectServed(answers: readonly Answer[], n: number): void {
  const others = answers.filter(({ outcome }) => outcome !== ('done' satisfies Outcome)).map(({ text }) => text);
  expect(others).toEqual([]);
  expect(new Set(answers.map(({ body }) => (body['params'] as Record<string, unknown>)['n']))).toEqual(new Set([n]));
  expect(Math.max(...answers.map(({ durationMs }) => durationMs))).toBeLessThan(PATIENCE_MS_MAX);
}

it('CFG-15 apps whose parameters are known read them while config answers nothing', async () => {
  await store(1);
  await expect.poll(value, RECOVERY).toBe(1);
  const config = await parlance.process('config');
  signalProcess(config, 'SIGSTOP');
  try {
    expectServed(await readAll(), 1);
  } finally {
    signalProcess(config, 'SIGCONT');
  }
});

it('CFG-15 nor do they notice that NATS is away, or MongoDB', async () => {
  await nats.kill();
  expectServed(await readAll(), 1);
  await nats.start();
  await mongodb.kill();
  expectServed(await readAll(), 1);
  await mongodb.start();
});

it('CFG-08 a change of which no event tells shows by itself, also after an outage', async () => {
  await expect
    .poll(
      () =>
        store(2).then(
          () => 'stored',
          () => 'away',
        ),
      RECOVERY,
    )
    .toBe('stored');
  await expect.poll(value, RECOVERY).toBe(2);
});
