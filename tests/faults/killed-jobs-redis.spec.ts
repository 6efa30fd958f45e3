import { startPrivateServer, type PrivateServer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startJobsDeployment, type JobsDeployment } from '../contract/workers/jobs-deployment.ts';

const JOBS = 20;
/** An answer that waited for Redis would take this long. */
const ANSWER_MS_MAX = 900;

describe('Redis is lost between the start of a job and its run', () => {
  const begun: string[] = [];
  let release: (() => void) | undefined;
  let redis: PrivateServer;
  let deployment: JobsDeployment;
  beforeAll(async () => {
    redis = await startPrivateServer('redis');
    const note = ({ parameters }: { parameters: Readonly<Record<string, unknown>> }) => {
      begun.push(String(parameters['word']));
      return Promise.resolve('done');
    };
    const first = () =>
      new Promise<void>((resolve) => {
        release = resolve;
      });
    const settings = { jobs: { runningMax: 1 } };
    deployment = await startJobsDeployment({ note, first }, { settings, env: { REDIS_URL: redis.url } });
  });
  afterAll(async () => {
    await deployment?.close();
    await redis?.dispose();
  });

  it('CLD-20 no accepted job is lost when Redis is emptied, and each runs once', async () => {
    const blocking = await deployment.start('first');
    await expect.poll(() => release !== undefined).toBe(true);
    const words = Array.from({ length: JOBS }, (_, at) => `emptied ${at}`);
    const ids = await Promise.all(words.map((word) => deployment.start('note', { word })));
    await redis.kill();
    await redis.start();
    release?.();
    for (const id of [blocking, ...ids]) expect(await deployment.ended(id)).toMatchObject({ status: 'succeeded' });
    expect(begun.toSorted()).toEqual(words.toSorted());
  });

  it('CLD-20 a job that is started while Redis is away is accepted at once, and runs when it is back', async () => {
    await redis.kill();
    const began = performance.now();
    const jobId = await deployment.start('note', { word: 'away' });
    expect(performance.now() - began).toBeLessThan(ANSWER_MS_MAX);
    expect((await deployment.status(jobId))['status']).toBe('running');
    await redis.start();
    expect(await deployment.ended(jobId)).toMatchObject({ status: 'succeeded' });
    expect(begun.filter((word) => word === 'away')).toHaveLength(1);
  });
});
