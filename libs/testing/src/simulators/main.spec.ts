import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SimulatorsDescription } from './description.ts';

const PROGRAM = new URL('./main.ts', import.meta.url).pathname;
let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulators-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [PROGRAM], { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const output = { text: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.errors += chunk.toString()));
  return { child, output };
}

it('runs all simulators, writes down how to reach them for its owner alone, and ends when asked', async () => {
  const file = join(folder, 'simulators.json');
  const { child, output } = run({ SIMULATORS_FILE: file, SIMULATORS_SEED: '5', SIMULATORS_PROJECT_ID: 'my-project' });
  await expect.poll(() => output.text, { timeout: 30_000 }).toContain('devices http://');
  const description = JSON.parse(await readFile(file, 'utf8')) as SimulatorsDescription;
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(description).toMatchObject({ pid: child.pid, seed: 5, fcm: { serviceAccount: { project_id: 'my-project' } } });
  for (const { url } of [description.apns, description.fcm, description.wns, description.winphone, description.webPush]) {
    expect(output.text).toContain(url);
  }
  expect(await (await fetch(`${description.controlUrl}/_control`)).json()).toMatchObject({ apns: { counters: { taken: 0 } }, fcm: {} });
  expect(output.text).not.toContain('PRIVATE KEY');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('refuses bad settings, all at once, and a port that is taken', async () => {
  const bad = run({ SIMULATORS_APNS_PORT: '70000', SIMULATORS_SEED: 'x' });
  expect(await once(bad.child, 'close')).toEqual([1, null]);
  expect(bad.output.errors).toMatch(/SIMULATORS_APNS_PORT must be .*\n.*SIMULATORS_SEED must be /);
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const taken = run({ SIMULATORS_FCM_PORT: String((other.address() as AddressInfo).port) });
  expect(await once(taken.child, 'close')).toEqual([1, null]);
  expect(taken.output.errors).toContain('EADDRINUSE');
  other.close();
});
