import { LaunchError, reportFailure } from './launch-error.ts';
import { DATA, LOGS } from './paths.ts';
import { stopProcess } from './processes.ts';
import { progressOn } from './progress.ts';
import { provision } from './provision.ts';
import { forget, note, running } from './records.ts';
import { STOP_GRACE_MS } from './servers/instance.ts';
import { SERVERS } from './servers/table.ts';

/** `npm run servers:up` leaves MongoDB, Redis and NATS running for whatever comes next; `npm run servers:down` ends them. */
const progress = progressOn(process.stdout);

async function up(): Promise<void> {
  const launcher = running('launcher');
  if (launcher !== undefined)
    throw new LaunchError('"npm start" runs from this folder and has its own servers: stop it with Ctrl-C first.');
  const options = {
    environment: process.env,
    directory: DATA,
    logs: LOGS,
    ports: 'preferred',
    durable: true,
    shareStanding: true,
  } as const;
  await provision({ ...options, progress }, ({ definition, url, instance }) => {
    // Noted one by one: when a later server fails, servers:down still knows of this one.
    if (instance !== undefined) note({ ...instance.process.record, url, stays: true });
    console.log(`export ${definition.urlVariable}='${url}'`);
  });
}

async function down(): Promise<void> {
  for (const { name, title } of SERVERS.toReversed()) {
    const noted = running(name);
    if (noted?.stays === true) await progress.step(`Stopping ${title}`, () => stopProcess(noted, STOP_GRACE_MS));
    if (noted === undefined || noted.stays) forget(name);
  }
}

const COMMANDS: Readonly<Record<string, () => Promise<void>>> = { up, down };

async function main(word: string | undefined): Promise<void> {
  const command = COMMANDS[word ?? ''];
  if (command === undefined) throw new LaunchError('Say "npm run servers:up" or "npm run servers:down".');
  await command();
}

process.exit(
  await main(process.argv[2]).then(
    () => 0,
    (error: unknown) => {
      reportFailure(error);
      return 1;
    },
  ),
);
