/** The Parlance that the demo talks to: one that already runs here, or one started for as long as the demo takes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DEMO_APPS_FILE, ROOT } from '../launcher/paths.ts';

const PORT = 1337;
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
  const origin = `http://127.0.0.1:${PORT}`;
  const child = (await isReady(origin)) ? undefined : await start(origin);
  const [app] = appsFile.parse(JSON.parse(readFileSync(DEMO_APPS_FILE, 'utf8'))).apps;
  return {
    serverUrl: `${origin}/parse`,
    appId: app.id,
    javascriptKey: app.keys.javascript,
    masterKey: app.keys.master,
    release: () => (child ? stop(child) : Promise.resolve()),
  };
}

async function isReady(origin: string): Promise<boolean> {
  return (await fetch(`${origin}/health/ready`).catch(() => undefined))?.ok ?? false;
}

async function start(origin: string): Promise<ChildProcess> {
  console.log('Parlance is not running here yet: starting it for the demo.');
  const child = spawn(process.execPath, [join(ROOT, 'tools/start.mjs')], { stdio: ['ignore', 'inherit', 'inherit'] });
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
