import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  simulatedProviders,
  startParlance,
  startSimulators,
  type Mode,
  type Parlance,
  type ParlanceOptions,
  type Simulators,
  type SimulatorsOptions,
} from '@parlance/testing';
import { expect } from 'vitest';

/** A deployment whose apps push to simulated providers. */
export interface PushDeployment {
  readonly parlance: Parlance;
  readonly simulators: Simulators;
  close(): Promise<void>;
}

export interface PushDeploymentOptions extends Omit<ParlanceOptions, 'mode'> {
  /** Device types without credentials; `web` when absent, so that there are pushes that cannot be sent. */
  readonly unconfigured?: readonly string[];
}

export async function startPushDeployment(
  mode: Mode,
  { unconfigured = ['web'], ...options }: PushDeploymentOptions = {},
  simulated: SimulatorsOptions = {},
): Promise<PushDeployment> {
  const providers = await startProviders(unconfigured, simulated);
  const parlance = await startParlance({ ...options, mode, env: { ...providers.env, ...options.env } });
  return {
    parlance,
    simulators: providers.simulators,
    close: async () => {
      await parlance.close();
      await providers.close();
    },
  };
}

/** Simulated providers, and the environment by which a deployment finds them. */
export async function startProviders(unconfigured: readonly string[] = ['web'], simulated: SimulatorsOptions = {}) {
  const simulators = await startSimulators(simulated);
  const folder = await mkdtemp(join(tmpdir(), 'push-'));
  const file = join(folder, 'simulators.json');
  const providers = simulatedProviders(simulators);
  const credentials = providers.credentials.filter(({ platform }) => !unconfigured.includes(platform));
  await writeFile(file, JSON.stringify({ ...providers, credentials }));
  return {
    simulators,
    env: { PARLANCE_PUSH_SIMULATORS: file, PARLANCE_PUSH_TICK_MS: '100' },
    close: async () => {
      await simulators.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** That of the app that the simulator of APNs lets in. */
export const BUNDLE_ID = 'com.example.demo';

/** A token of an Apple device. */
export const token = (number: number): string => number.toString(16).padStart(64, '0');

/** Stores installations of Apple devices, with an id, a token, and channel names each. */
export async function storeDevices(parlance: Parlance, count: number, more: (number: number) => object = () => ({})): Promise<void> {
  const installations = (await parlance.database()).collection('_Installation');
  const now = new Date();
  const device = (number: number) => ({
    _id: `device${String(number).padStart(6, '0')}` as never,
    _created_at: now,
    _updated_at: now,
    installationId: `installation-${number}`,
    deviceType: 'ios',
    deviceToken: token(number),
    appIdentifier: BUNDLE_ID,
    ...more(number),
  });
  await installations.insertMany(Array.from({ length: count }, (_, number) => device(number)));
}

export interface Status {
  readonly objectId: string;
  readonly status: string;
  readonly numTargeted: number;
  readonly numSent: number;
  readonly numFailed: number;
  readonly numUnknown: number;
  readonly numSkipped: number;
  readonly [member: string]: unknown;
}

/** The status of a push, when it has come to its end. */
export async function ended(parlance: Parlance, id: string, timeout = 20_000): Promise<Status> {
  const read = async () => (await parlance.masterRest('GET', `/classes/_PushStatus/${id}`)).body as unknown as Status;
  await expect.poll(async () => (await read()).status, { timeout }).toMatch(/^(succeeded|failed|canceled)$/);
  return read();
}

/** Sends a push with the master key, and answers its id. */
export async function send(parlance: Parlance, body: object): Promise<string> {
  const answer = await parlance.masterRest('POST', '/push', body);
  expect([answer.status, answer.body]).toEqual([200, { result: true }]);
  const id = answer.headers.get('x-parse-push-status-id');
  expect(id).toMatch(/^\w{10}$/);
  return id as string;
}

/** Invariant I1. */
export function expectAccounted({ numTargeted, numSent, numFailed, numUnknown, numSkipped }: Status): void {
  expect(numTargeted).toBe(numSent + numFailed + numUnknown + numSkipped);
}

/** Lines by which a process complains. */
export function complaints({ logs }: Parlance): readonly string[] {
  return logs.filter(({ level }) => ['warn', 'error', 'fatal'].includes(String(level))).map((line) => JSON.stringify(line));
}
