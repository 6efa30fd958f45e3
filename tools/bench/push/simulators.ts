import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulatorsDescription } from '@parlance/testing';
import type { Guard } from '../../launcher/guarding.ts';
import { ROOT } from '../../launcher/paths.ts';
import { startProcess, stopProcess } from '../../launcher/processes.ts';
import { eventually } from '../../launcher/servers/dialogue.ts';

const PROGRAM = join(ROOT, 'libs/testing/src/simulators/main.ts');
const READY_MS = 30_000;
const GRACE_MS = 5_000;

/** Push providers that are simulated, in a process of their own. */
export interface Simulators {
  /** The file that points other processes at them. */
  readonly file: string;
  readonly description: SimulatorsDescription;
  readonly pid: number;
  /** Messages that APNs or FCM has taken since the last reset, in all or of one push. */
  taken(provider: 'apns' | 'fcm', pushId?: string): Promise<number>;
  /** When each message of a push was taken, in epoch milliseconds. */
  timesOf(provider: 'apns' | 'fcm', pushId: string): Promise<readonly number[]>;
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSimulators(folder: string, guard: Guard): Promise<Simulators> {
  const file = join(folder, 'simulators.json');
  const { record } = await startProcess({
    name: 'simulators',
    command: process.execPath,
    args: [PROGRAM],
    env: { PATH: process.env.PATH, SIMULATORS_FILE: file },
    log: { file: join(folder, 'simulators.log') },
  });
  guard.watch(record, GRACE_MS);
  const read = async () => JSON.parse(readFileSync(file, 'utf8')) as SimulatorsDescription;
  const description = await eventually(read, READY_MS);
  const { controlUrl } = description;
  const ask = (path: string, init?: RequestInit) => fetch(`${controlUrl}/_control${path}`, init);
  return {
    file,
    description,
    pid: record.pid,
    taken: async (provider, pushId) => {
      const answer = await ask(`/${provider}/taken${pushId === undefined ? '' : `?push_id=${pushId}`}`);
      return ((await answer.json()) as { readonly taken: number }).taken;
    },
    timesOf: async (provider, pushId) => {
      const lines = await (await ask(`/${provider}/journal?push_id=${pushId}`)).text();
      return lines.split('\n').flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { at: number }).at]));
    },
    reset: async () => {
      await ask('', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"reset":true}' });
    },
    stop: () => stopProcess(record, GRACE_MS),
  };
}
