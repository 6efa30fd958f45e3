import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LaunchedParlance } from '../deployment/launched-parlance.ts';
import { eventually } from '../eventually.ts';

const LOADED_MS_MAX = 30_000;
const RESTART_MS_MAX = 20_000;
const ENDED_MS_MAX = 60_000;
/** Shorter than the time of a job, so that its host has to say that it is alive. */
const LEASE_MS = 4_000;

/** A job that notes each of its attempts, and goes on until an object tells it to end. */
const CODE = `
Parse.Cloud.job('patient', async ({ params, message }) => {
  await new Parse.Object('Attempt').save({ word: params.word }, { useMasterKey: true });
  await message('under way');
  const released = new Parse.Query('Release').equalTo('word', params.word);
  while ((await released.count({ useMasterKey: true })) === 0) await new Promise((resolve) => setTimeout(resolve, 100));
  return 'released';
});
Parse.Cloud.job('stubborn', async ({ params, message }) => {
  await new Parse.Object('Attempt').save({ word: params.word }, { useMasterKey: true });
  await message('under way');
  const attempts = await new Parse.Query('Attempt').equalTo('word', params.word).count({ useMasterKey: true });
  if (attempts < 2) await new Promise((resolve) => setTimeout(resolve, 600000));
  return 'at attempt ' + attempts;
});
`;

describe('processes killed during jobs, under npm start -- --split', () => {
  let parlance: LaunchedParlance;
  beforeAll(async () => {
    const settings = { jobs: { rules: { stubborn: { attempts: 2, retryAfterSeconds: 0 } } } };
    const env = { PARLANCE_JOBS_LEASE_MS: String(LEASE_MS), PARLANCE_JOBS_TICK_MS: '200' };
    parlance = await LaunchedParlance.start(testServers(), settings, env, CODE);
    await eventually('the code to be loaded', LOADED_MS_MAX, async () => {
      const { body } = await ask('GET', '/cloud_code/jobs/data');
      return (body['jobs'] as string[] | undefined)?.length === 2;
    });
  }, 120_000);
  afterAll(() => parlance?.close());

  async function ask(method: string, path: string, body?: object): Promise<{ headers: Headers; body: Record<string, unknown> }> {
    const response = await fetch(parlance.url + path, {
      method,
      headers: parlance.masterHeaders,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { headers: response.headers, body: (await response.json()) as Record<string, unknown> };
  }
  const status = async (id: string) => (await ask('GET', `/classes/_JobStatus/${id}`)).body;
  const attempts = async (word: string) => {
    const where = encodeURIComponent(JSON.stringify({ word }));
    return (await ask('GET', `/classes/Attempt?where=${where}&count=1&limit=0`)).body['count'];
  };

  /** Starts a job, and returns when it is under way. */
  async function underWay(name: string, word: string): Promise<string> {
    const { headers } = await ask('POST', `/jobs/${name}`, { word });
    const id = headers.get('X-Parse-Job-Status-Id') ?? '';
    await eventually('the job to be under way', ENDED_MS_MAX, async () => (await status(id))['message'] === 'under way');
    return id;
  }
  async function ended(id: string): Promise<Record<string, unknown>> {
    await eventually('the job to have ended', ENDED_MS_MAX, async () =>
      ['succeeded', 'failed'].includes(String((await status(id))['status'])),
    );
    return status(id);
  }

  it('CLD-20 a job outlives the worker that has asked for it, and is not begun anew', async () => {
    const id = await underWay('patient', 'worker');
    await parlance.kill('workers');
    await parlance.reported('workers runs again.', RESTART_MS_MAX);
    // Longer than the lease: the host of the code has told the new worker that the job is alive.
    const until = Date.now() + 2 * LEASE_MS;
    await eventually('the lease of the old worker to be over', 3 * LEASE_MS, () => Date.now() > until);
    expect((await status(id))['status']).toBe('running');
    await ask('POST', '/classes/Release', { word: 'worker' });
    expect(await ended(id)).toMatchObject({ status: 'succeeded', message: 'released' });
    expect(await attempts('worker')).toBe(1);
  });

  it('CLD-20 a job that ends while no worker is there has ended when one is back', async () => {
    const id = await underWay('patient', 'meanwhile');
    await parlance.kill('workers');
    await ask('POST', '/classes/Release', { word: 'meanwhile' });
    expect(await ended(id)).toMatchObject({ status: 'succeeded', message: 'released' });
    await parlance.reported('workers runs again.', RESTART_MS_MAX, 2);
    expect(await attempts('meanwhile')).toBe(1);
    expect(await status(id)).toMatchObject({ status: 'succeeded' });
  });

  it('CLD-20 a job whose host of code is killed has failed, or is tried again where its rules say so', async () => {
    const once = await underWay('patient', 'host');
    const again = await underWay('stubborn', 'host again');
    await parlance.kill('functions');
    expect(await ended(once)).toMatchObject({ status: 'failed', message: 'The process that ran the job was lost.' });
    expect(await ended(again)).toMatchObject({ status: 'succeeded', message: 'at attempt 2' });
    expect([await attempts('host'), await attempts('host again')]).toEqual([1, 2]);
  });
});
