/** The Parlance that the demo talks to: one that already runs here, or one started for as long as the demo takes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { DEMO_APPS_FILE, ROOT } from '../launcher/paths.ts';
import { freePortFrom } from '../launcher/ports.ts';
import { LAUNCHER, running } from '../launcher/records.ts';

const USUAL_PORT = 1337;
const START_TIMEOUT_MS = 300_000; // the first start downloads the database

const appsFile = z.object({
  apps: z.tuple(
    [z.object({ id: z.string(), cloud: z.string().optional(), keys: z.object({ javascript: z.string(), master: z.string() }) })],
    z.unknown(),
  ),
});

export interface RunningParlance {
  readonly serverUrl: string;
  readonly appId: string;
  readonly javascriptKey: string;
  readonly masterKey: string;
  /** The file of its Cloud Code, absolute; undefined for an app that declares none. */
  readonly cloud: string | undefined;
  /** Stops it again if the demo started it. */
  release(): Promise<void>;
}

/**
 * @param args `--url ORIGIN --apps FILE` names a deployment elsewhere, such as one of containers, and the apps file that it was given
 * @throws Error when there is none, and none can be started
 */
export async function findOrStartParlance(args: readonly string[]): Promise<RunningParlance> {
  const { values } = parseArgs({ args: [...args], options: { url: { type: 'string' }, apps: { type: 'string' } } });
  if (values.url !== undefined) return deployedParlance(values.url, values.apps ?? DEMO_APPS_FILE);
  // `npm start` of this folder says where it listens; one of a container is expected at the usual port.
  const there = running(LAUNCHER)?.url ?? `http://127.0.0.1:${USUAL_PORT}`;
  const known = demoApp();
  if (known && (await answers(there, known))) return { ...known, serverUrl: `${there}/parse`, release: () => Promise.resolve() };
  console.log('The Parlance of this checkout is not running yet: starting it for the demo.');
  const port = await freePortFrom(USUAL_PORT);
  const origin = `http://127.0.0.1:${port}`;
  const child = await start(origin, port);
  const app = demoApp();
  if (!app) throw new Error(`${DEMO_APPS_FILE} declares no app: remove it, and the next start writes it anew.`);
  return { ...app, serverUrl: `${origin}/parse`, release: () => stop(child) };
}

async function deployedParlance(origin: string, file: string): Promise<RunningParlance> {
  const known = demoApp(file);
  if (known === undefined) throw new Error(`There is no apps file ${file}: name it by --apps.`);
  return { ...known, serverUrl: `${origin.replace(/\/$/, '')}/parse`, release: () => Promise.resolve() };
}

type DemoApp = Pick<RunningParlance, 'appId' | 'javascriptKey' | 'masterKey' | 'cloud'>;

/** The demo app that the first start has written down; undefined before it. */
function demoApp(file = DEMO_APPS_FILE): DemoApp | undefined {
  if (!existsSync(file)) return undefined;
  const [{ id, cloud, keys }] = appsFile.parse(JSON.parse(readFileSync(file, 'utf8'))).apps;
  return { appId: id, javascriptKey: keys.javascript, masterKey: keys.master, cloud: cloud && resolve(dirname(file), cloud) };
}

/** Whether a Parlance runs there that knows the app, and not somebody else's. */
async function answers(origin: string, { appId, javascriptKey }: DemoApp): Promise<boolean> {
  const headers = { 'X-Parse-Application-Id': appId, 'X-Parse-Javascript-Key': javascriptKey };
  return (await fetch(`${origin}/parse/classes/City?limit=0`, { headers }).catch(() => undefined))?.ok ?? false;
}

async function isReady(origin: string): Promise<boolean> {
  return (await fetch(`${origin}/health/ready`).catch(() => undefined))?.ok ?? false;
}

async function start(origin: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(ROOT, 'tools/start.mjs'), '--port', String(port)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const until = Date.now() + START_TIMEOUT_MS;
  while (!(await isReady(origin))) {
    if (child.exitCode !== null) throw new Error('Parlance did not start: see the message above.');
    if (Date.now() > until) throw new Error('Parlance was not ready within five minutes: see the messages above.');
    await new Promise((wake) => setTimeout(wake, 250));
  }
  return child;
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}
