import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type Parse from 'parse/node';
import { z } from 'zod';
import { ask } from '../ask.ts';
import type { ParseSdk } from '../sdk.ts';

const JOB = 'countReviews';
const NIGHTLY = { cron: '0 3 * * *', timeZone: 'Europe/Rome' } as const;
const MASTER = { useMasterKey: true } as const;
const PATIENCE_MS = 20_000;
const LOOK_MS = 100;

export interface CloudTarget {
  readonly serverUrl: string;
  readonly appId: string;
  readonly masterKey: string;
  /** The file of the app's code, absolute, on the machine of the service functions; undefined for an app that declares none. */
  readonly cloud: string | undefined;
}

/** Calls a function, saves through a trigger, runs a job and plans it for every night; then changes the code, and calls it again. */
export async function showCloud(sdk: ParseSdk, target: CloudTarget): Promise<void> {
  console.log('\nCloud Code: functions, triggers and jobs of the app itself');
  const { cloud } = target;
  if (cloud === undefined) {
    console.log('  This app declares no Cloud Code: `"cloud": "./cloud/main.js"` in its apps file names some.');
    return;
  }
  await ask('The largest cities of Italy, by a function of the app', () => largestCities(sdk));
  await ask('The same without a country: the validator answers', () => refusedCall(sdk));
  await ask('A review with words to search for, and one with six stars: the trigger decides', () => reviews(sdk));
  await ask('A job that counts the reviews, now and every night at three in Rome', () => jobs(sdk, target));
  if (existsSync(cloud)) await ask(`The greeting, before and after an edit of ${cloud}`, () => editedGreeting(sdk, cloud));
}

const cities = z.array(z.object({ name: z.string(), population: z.number() }));

async function largestCities(sdk: ParseSdk): Promise<string[]> {
  const found = cities.parse(await sdk.Cloud.run('largestCities', { country: 'IT' }));
  return found.map(({ name, population }) => `${name}: ${population.toLocaleString('en')}`);
}

async function refusedCall(sdk: ParseSdk): Promise<string[]> {
  return [await refusal(sdk, 142, () => sdk.Cloud.run('largestCities', { country: 'Italy' }))];
}

async function reviews(sdk: ParseSdk): Promise<string[]> {
  const review = await new sdk.Object('CityReview').save({ stars: 5, text: 'Old streets and good coffee' });
  const words = z.array(z.string()).parse(review.get('words'));
  const refused = await refusal(sdk, 9002, () => new sdk.Object('CityReview').save({ stars: 6, text: 'Splendid' }));
  await review.destroy();
  return [`words: ${words.join(', ')}`, refused];
}

/** @throws Error where the act is not refused with that code */
async function refusal(sdk: ParseSdk, code: number, act: () => Promise<unknown>): Promise<string> {
  const error = await act().then(
    () => undefined,
    (fault: Parse.Error) => fault,
  );
  if (!(error instanceof sdk.Error) || error.code !== code) throw new Error(`Expected error ${code}, not ${String(error)}.`);
  return `error ${error.code}: ${error.message}`;
}

const schedules = z.array(z.object({ objectId: z.string(), jobName: z.string() }));

async function jobs(sdk: ParseSdk, { serverUrl, appId, masterKey }: CloudTarget): Promise<string[]> {
  const id = await sdk.Cloud.startJob(JOB, {});
  const status = await endedJob(sdk, id);
  const headers = { 'X-Parse-Application-Id': appId, 'X-Parse-Master-Key': masterKey, 'Content-Type': 'application/json' };
  const planned = schedules.parse(await (await fetch(`${serverUrl}/cloud_code/jobs`, { headers })).json());
  if (!planned.some(({ jobName }) => jobName === JOB)) {
    const body = JSON.stringify({ job_schedule: { jobName: JOB, description: 'Counts the reviews', ...NIGHTLY } });
    const made = await fetch(`${serverUrl}/cloud_code/jobs`, { method: 'POST', headers, body });
    if (!made.ok) throw new Error(`The schedule was answered by ${made.status}: ${await made.text()}`);
  }
  return [`now: ${status.get('status')}, "${status.get('message')}"`, `planned: ${NIGHTLY.cron}, ${NIGHTLY.timeZone}`];
}

async function endedJob(sdk: ParseSdk, id: string): Promise<Parse.Object> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const status = await new sdk.Query('_JobStatus').get(id, MASTER);
    if (status.get('status') === 'failed') throw new Error(`The job failed: ${status.get('message')}`);
    if (status.get('status') === 'succeeded') return status;
    await sleep(LOOK_MS);
  }
  throw new Error(`The job ${id} did not end within ${PATIENCE_MS / 1_000} seconds.`);
}

/** Edits the file as a developer would, and puts it back. */
async function editedGreeting(sdk: ParseSdk, file: string): Promise<string[]> {
  const code = readFileSync(file, 'utf8');
  const before: unknown = await sdk.Cloud.run('greeting');
  if (!code.includes(`'${String(before)}'`)) return [`${String(before)}; the file is not the one that the demo brings, and stays as it is`];
  const wanted = before === 'Buonasera' ? 'Buongiorno' : 'Buonasera';
  try {
    writeFileSync(file, code.replace(`'${String(before)}'`, `'${wanted}'`));
    return [`before: ${String(before)}`, `after: ${await greetingThatIs(sdk, wanted)}`];
  } finally {
    writeFileSync(file, code);
  }
}

async function greetingThatIs(sdk: ParseSdk, wanted: string): Promise<string> {
  const started = performance.now();
  while (performance.now() - started < PATIENCE_MS) {
    if ((await sdk.Cloud.run('greeting')) === wanted) return `${wanted} (${Math.round(performance.now() - started)} ms behind the edit)`;
    await sleep(LOOK_MS);
  }
  throw new Error(`The greeting did not become ${wanted}.`);
}
