/** The Parlance that the demo talks to: one that already runs here, or one started for as long as the demo takes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DEMO_APPS_FILE, ROOT } from '../launcher/paths.ts';
import { freePortFrom } from '../launcher/ports.ts';
import { LAUNCHER, running } from '../launcher/records.ts';

const USUAL_PORT = 1337;
const START_TIMEOUT_MS = 300_000; // the first start downloads the database

const appsFile = z.object({
  apps: z.tuple([z.object({ id: z.string(), keys: z.object({ javascript: z.string(), master: z.string() }) })], z.unknown()),
});

export interface RunningParlance {
  readonly serverUrl: string;
  readonly appId: string;
  readonly javascriptKey: string;
  readonly masterKey: string;
  /** Stops it again if the demo started it. */
  release(): Promise<void>;
}

export async function findOrStartParlance(): Promise<RunningParlance> {
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

type DemoApp = Pick<RunningParlance, 'appId' | 'javascriptKey' | 'masterKey'>;

/** The demo app that the first start has written down; undefined before it. */
function demoApp(): DemoApp | undefined {
  if (!existsSync(DEMO_APPS_FILE)) return undefined;
  const [{ id, keys }] = appsFile.parse(JSON.parse(readFileSync(DEMO_APPS_FILE, 'utf8'))).apps;
  return { appId: id, javascriptKey: keys.javascript, masterKey: keys.master };
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
