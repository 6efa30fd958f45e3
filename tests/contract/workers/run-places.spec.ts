import { MongoConnections } from '@parlance/mongo';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunDocument } from '../../../apps/workers/src/jobs/database/documents.ts';
import { MongoJobsDatabase } from '../../../apps/workers/src/jobs/database/mongo-jobs-database.ts';
import { RunStore } from '../../../apps/workers/src/jobs/runs/run.store.ts';

const NOW = new Date('2026-03-02T10:30:00.000Z');
const RUNNING_MAX = 3;

/** Runs of an app that wait. */
const waiting = (a: string, count: number): RunDocument[] =>
  Array.from({ length: count }, (_, n) => {
    const objectId = `run${n}`;
    const common = { a, objectId, name: 'job', params: '{}', source: 'api', state: 'waiting', attempt: 0 } as const;
    return { _id: `${a}.${objectId}`, ...common, createdAt: NOW, dueAt: NOW };
  });

describe('the places of an app for runs of jobs', () => {
  const connections = new MongoConnections({ appName: 'test' });
  const { mongodbUrl } = testServers();
  const name = uniqueName('places');
  /** Those of several processes. */
  const stores = Array.from({ length: 6 }, () => new RunStore(new MongoJobsDatabase(connections, mongodbUrl, name), 60_000));
  const [store] = stores as [RunStore];
  beforeAll(async () => {
    for (const app of ['one', 'other', 'single']) for (const run of waiting(app, 12)) await store.add(run);
  });
  afterAll(async () => {
    await (await connections.database(mongodbUrl, name)).dropDatabase();
    await connections.close();
  });

  const claimAll = async (app: string, only?: string) => {
    const claims = waiting(app, 12).map((run, n) => (stores[n % stores.length] as RunStore).claim(run, NOW, RUNNING_MAX, only));
    return (await Promise.all(claims)).filter((run) => run !== undefined);
  };

  it('are taken by as many runs as may be under way, however many processes claim at the same moment', async () => {
    const begun = await claimAll('one');
    expect(begun).toHaveLength(RUNNING_MAX);
    expect(new Set(begun.map(({ place }) => place)).size).toBe(RUNNING_MAX);
    expect(await claimAll('one')).toEqual([]);
    expect(await claimAll('other')).toHaveLength(RUNNING_MAX);
  });

  it('are free again when a run has ended, or was put back', async () => {
    const [first, second] = (await claimOf('one')) as [RunDocument, RunDocument];
    const attempt = ({ a: app, objectId: jobId, attempt: number }: RunDocument) => ({ app, jobId, attempt: number });
    await store.end(attempt(first), { state: 'succeeded' }, NOW);
    await store.putBack(attempt(second), new Date(NOW.getTime() + 60_000), true);
    const begun = await claimAll('one');
    expect(begun.map(({ place }) => place).sort()).toEqual([first.place, second.place].sort());
  });

  it('leave a job that runs once at a time to one run', async () => {
    expect(await claimAll('single', 'single|job')).toHaveLength(1);
  });

  /** Runs of an app that are under way. */
  async function claimOf(app: string): Promise<RunDocument[]> {
    const database = await connections.database(mongodbUrl, name);
    return database.collection<RunDocument>('runs').find({ a: app, state: 'running' }).toArray();
  }
});
