import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICE_NAMES } from '@parlance/contracts';
import { z } from 'zod';
import { loadSdk } from '../../demo/sdk.ts';
import { NODE, ROOT } from '../../launcher/paths.ts';
import { startProcess } from '../../launcher/processes.ts';
import type { Progress } from '../../launcher/progress.ts';
import type { Deployment } from './deployment.ts';

const appsFile = z.object({ apps: z.tuple([z.object({ id: z.string(), keys: z.record(z.string(), z.string()) })]) });
const container = z.object({ Service: z.string(), State: z.string(), Health: z.string() });

/** Uses a deployment as a newcomer does. @throws Error that names the first thing that does not work */
export async function tryDeployment(deployment: Deployment, progress: Progress): Promise<void> {
  await progress.step('Looking at the containers', () => lookAtContainers(deployment));
  const apps = await deployment.compose('exec', '-T', 'config', 'cat', '/run/parlance/apps.json');
  await progress.step(
    'Creating an object by the JS SDK',
    () => createObject(deployment, apps),
    (id) => id,
  );
  await progress.step(
    'Calling Cloud Code',
    () => callCode(deployment, apps),
    (greeting) => greeting,
  );
  await progress.step('Following the words of `docker compose run --rm keys`', () => followKeys(deployment));
  await progress.step('Looking for a restart of a service', () => restartService(deployment, apps));
  await runDemo(deployment, apps);
}

async function lookAtContainers({ compose }: Deployment): Promise<void> {
  const lines = (await compose('ps', '--format', 'json')).split('\n').filter((line) => line.startsWith('{'));
  const containers = lines.map((line) => container.parse(JSON.parse(line)));
  for (const name of SERVICE_NAMES) {
    const found = containers.find(({ Service }) => Service === name);
    if (found?.Health !== 'healthy') throw new Error(`The service ${name} is ${found?.State ?? 'not there'}, and not healthy.`);
  }
  for (const name of SERVICE_NAMES) {
    const id = await compose('exec', '-T', name, 'id', '-u');
    if (id.trim() !== '1000') throw new Error(`The service ${name} runs as the user ${id.trim()}.`);
    const written = await compose(
      'exec',
      '-T',
      name,
      'bash',
      '-c',
      'touch /app/x /run/parlance/x 2>/dev/null && echo written || echo refused',
    );
    if (written.trim() !== 'refused') throw new Error(`The service ${name} can write its own files.`);
  }
}

function sdkFor({ origin }: Deployment, apps: string) {
  const [{ id, keys }] = appsFile.parse(JSON.parse(apps)).apps;
  const sdk = loadSdk();
  sdk.initialize(id, keys.javascript, keys.master);
  sdk.serverURL = `${origin}/parse`;
  return sdk;
}

async function createObject(deployment: Deployment, apps: string): Promise<string> {
  const sdk = sdkFor(deployment, apps);
  const saved = await new sdk.Object('Deployed', { by: 'compose' }).save();
  const found = await new sdk.Query('Deployed').equalTo('by', 'compose').first();
  if (found?.id !== saved.id) throw new Error('The object that was created is not found.');
  return saved.id ?? '';
}

async function callCode(deployment: Deployment, apps: string): Promise<string> {
  return String(await sdkFor(deployment, apps).Cloud.run('greeting'));
}

/** Runs the command line that is printed. */
async function followKeys({ compose, origin }: Deployment): Promise<void> {
  const words = await compose('run', '--rm', '-T', 'keys');
  const line = words.split('\n').find((one) => one.startsWith('curl '));
  const headers = Object.fromEntries(
    [...(line ?? '').matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
  const body = /-d '([^']+)'/.exec(line ?? '')?.[1];
  const path = /http:\/\/[^/]+(\/\S+)$/.exec(line ?? '')?.[1];
  const response = await fetch(`${origin}${path ?? ''}`, { method: 'POST', headers, body });
  if (response.status !== 201) throw new Error(`The command line of \`keys\` is answered by ${response.status}: ${line ?? words}`);
}

/** Everything that was acknowledged is there after the servers were stopped and started again. */
async function restartService(deployment: Deployment, apps: string): Promise<void> {
  await deployment.compose('restart', 'data');
  await deployment.compose('up', '--detach', '--no-build', '--wait', '--wait-timeout', '120');
  const found = await new (sdkFor(deployment, apps).Query)('Deployed').count();
  if (found !== 1) throw new Error(`${found} objects are there after a restart, instead of one.`);
}

/** The demo, which ends with an error when an answer is not the expected one. */
async function runDemo({ origin }: Deployment, apps: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-demo-'));
  const file = join(folder, 'apps.json');
  writeFileSync(file, apps, { mode: 0o600 });
  try {
    const args = [join(ROOT, 'tools/demo/main.ts'), '--url', origin, '--apps', file];
    const { exited } = await startProcess({ name: 'demo', command: NODE, args, env: process.env, cwd: ROOT, log: 'inherit' });
    const { code } = await exited;
    if (code !== 0) throw new Error(`The demo ends with ${code}.`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
