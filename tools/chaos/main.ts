import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEMO_APPS_FILE, RECORDS } from '../launcher/paths.ts';
import { LAUNCHER, running } from '../launcher/records.ts';
import { kubectl, podParts, processParts } from './parts.ts';
import { reportText } from './report.ts';
import { isSound, runChaos } from './run.ts';

const USAGE = `npm run chaos -- --minutes 5 --kill data,push --cut mongodb

Breaks parts of a staging deployment while writers are at work, and prints the fate of every write.

  --kill PARTS          services that are ended as by a crash, separated by commas
  --cut PARTS           services or servers (mongodb, redis, nats) that are cut off for a while
  --minutes N           how long (1)
  --every SECONDS       between two faults (15)
  --cut-seconds N       how long a cut lasts (5)
  --writers N           writers at work (64)
  --url URL             the mount; of npm start in this folder unless given
  --app ID              the app to write into; its demo app unless given
  --master-key-file F   its master key; PARLANCE_MASTER_KEY and the demo app's own are the others
  --namespace NAME      pods of a Helm release there, through kubectl, instead of processes of npm start -- --split
  --seed N              the order of the faults
  --json                the report as JSON

Exit code 0: nothing was lost, doubled or done against its answer. 1: something was. 2: it could not be found out.`;

const OPTIONS = {
  kill: { type: 'string', default: '' },
  cut: { type: 'string', default: '' },
  minutes: { type: 'string', default: '1' },
  every: { type: 'string', default: '15' },
  'cut-seconds': { type: 'string', default: '5' },
  writers: { type: 'string', default: '64' },
  url: { type: 'string' },
  app: { type: 'string' },
  'master-key-file': { type: 'string' },
  namespace: { type: 'string' },
  seed: { type: 'string', default: String(Date.now() % 100_000) },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const words = (list: string): readonly string[] => list.split(',').map((word) => word.trim()).filter((word) => word !== ''); // prettier-ignore

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0.`);
  return value;
}

interface DemoApps {
  readonly apps: readonly { readonly id: string; readonly keys: { readonly master: string } }[];
}

function keyOf(file: string | undefined, app: string | undefined): { readonly app: string; readonly key: string } {
  const demo = existsSync(DEMO_APPS_FILE) ? (JSON.parse(readFileSync(DEMO_APPS_FILE, 'utf8')) as DemoApps).apps[0] : undefined;
  const given = file === undefined ? process.env.PARLANCE_MASTER_KEY : readFileSync(file, 'utf8').trim();
  const key = given ?? (app === undefined || app === demo?.id ? demo?.keys.master : undefined);
  const id = app ?? demo?.id;
  if (id === undefined || key === undefined) throw new Error('Name an app (--app) and its master key (--master-key-file).');
  return { app: id, key };
}

/** Mulberry32: numbers from 0 to 1 that come again with the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { app, key } = keyOf(values['master-key-file'], values.app);
  const random = seeded(positive('seed', values.seed));
  const url = (values.url ?? `${running(LAUNCHER)?.url ?? 'http://127.0.0.1:1337'}/parse`).replace(/\/$/, '');
  const headers = { 'X-Parse-Application-Id': app, 'X-Parse-Master-Key': key, 'Content-Type': 'application/json' };
  const report = await runChaos(
    {
      target: { url, headers },
      parts: values.namespace === undefined ? processParts(RECORDS) : podParts(values.namespace, kubectl, random),
      kill: words(values.kill),
      cut: words(values.cut),
      minutes: positive('minutes', values.minutes),
      everyMs: positive('every', values.every) * 1_000,
      cutMs: positive('cut-seconds', values['cut-seconds']) * 1_000,
      writers: positive('writers', values.writers),
      random,
    },
    (sentence) => values.json || console.log(sentence),
  );
  console.log(
    values.json ? JSON.stringify(report) : `${reportText(report)}\nThe order of the faults comes again with --seed ${values.seed}.`,
  );
  return isSound(report) ? 0 : 1;
}

// A cut is healed when this process ends, however it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  },
);
