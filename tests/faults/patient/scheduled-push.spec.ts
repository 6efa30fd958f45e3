import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatedProviders, startSimulators, testServers, type Simulators } from '@parlance/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BUNDLE_ID, token, type Status } from '../../e2e/push/push-deployment.ts';
import { LaunchedParlance } from '../deployment/launched-parlance.ts';
import { eventually } from '../eventually.ts';

const DEVICES = 300;
const SOON_MS = 4_000;
const DONE_MS_MAX = 60_000;
const RESTART_MS_MAX = 20_000;
const TOKENS = Array.from({ length: DEVICES }, (_, number) => token(number));

let parlance: LaunchedParlance;
let simulators: Simulators;
let folder: string;
beforeAll(async () => {
  simulators = await startSimulators();
  folder = await mkdtemp(join(tmpdir(), 'push-'));
  const file = join(folder, 'simulators.json');
  await writeFile(file, JSON.stringify(simulatedProviders(simulators)));
  parlance = await LaunchedParlance.start(testServers(), {}, { PARLANCE_PUSH_SIMULATORS: file, PARLANCE_PUSH_TICK_MS: '200' });
  const now = new Date();
  const common = { _created_at: now, _updated_at: now, deviceType: 'ios', appIdentifier: BUNDLE_ID };
  const installation = (deviceToken: string, number: number) => ({
    ...{ _id: `device${number}` as never, installationId: `installation-${number}`, deviceToken },
    ...common,
  });
  await (await parlance.database()).collection('_Installation').insertMany(TOKENS.map(installation));
});
afterAll(async () => {
  await parlance?.close();
  await simulators?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

it('PSH-19 I2 I5 a push whose planner and workers are killed while it waits for its time is sent once, and not before it', async () => {
  const push_time = new Date(Date.now() + SOON_MS).toISOString();
  const body = JSON.stringify({ where: {}, data: { alert: 'after a restart' }, push_time });
  const answer = await fetch(`${parlance.url}/push`, { method: 'POST', headers: parlance.masterHeaders, body });
  expect(await answer.json()).toEqual({ result: true });
  const id = answer.headers.get('x-parse-push-status-id') as string;
  const read = async () => {
    const response = await fetch(`${parlance.url}/classes/_PushStatus/${id}`, { headers: parlance.masterHeaders });
    return (await response.json()) as Status;
  };
  for (const service of ['push', 'workers'] as const) {
    const restarts = (await parlance.output()).split(`${service} runs again.`).length;
    await parlance.kill(service);
    await parlance.reported(`${service} runs again.`, RESTART_MS_MAX, restarts);
  }
  await eventually('the push to end', DONE_MS_MAX, async () => (await read()).status === 'succeeded');
  expect(await read()).toMatchObject({ numTargeted: DEVICES, numSent: DEVICES });
  const { journal } = simulators.apns;
  expect(journal.coverage(id, TOKENS)).toEqual({ missing: [], repeated: [], strangers: 0 });
  expect(Math.min(...[...journal.deliveries(id)].map(({ at }) => at))).toBeGreaterThanOrEqual(Date.parse(push_time));
});
