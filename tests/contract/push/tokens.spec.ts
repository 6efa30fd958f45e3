import { push } from '@parlance/contracts';
import { MongoConnections } from '@parlance/mongo';
import { MongoPushDatabase, PartitionStore, PushStore, type PushDocument } from '@parlance/push-service';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const NOW = new Date('2026-05-01T12:00:00Z');
const ALERT = 'The tokens do not fit.';

describe('what the store of pushes knows of providers', () => {
  const name = uniqueName('push');
  const connections = new MongoConnections({ appName: 'test' });
  const database = new MongoPushDatabase(connections, testServers().mongodbUrl, name);
  const store = new PushStore(database);
  const partitions = new PartitionStore(database, 60_000);
  beforeAll(() => database.open());
  afterAll(async () => {
    await (await database.open()).database.dropDatabase();
    await connections.close();
  });

  let made = 0;
  async function running(): Promise<string> {
    const objectId = `push${(made += 1)}`;
    const document: PushDocument = {
      _id: `app.${objectId}`,
      a: 'app',
      objectId,
      state: 'running',
      createdAt: NOW,
      dueAt: NOW,
      timing: { lateZones: 'skip', maxDelayMs: 1 },
      body: '{}',
      where: '{}',
      pushHash: '',
      policy: 'at_most_once',
      lane: 'auto',
    };
    await store.add(document);
    return document._id;
  }
  const judge = (id: string, seen: number, bad: number, round = 0) => store.judgeTokens(id, round, { seen, bad }, false, ALERT);

  it('PSH-22 counts the first 200 answers of all workers, and pauses the push once when more than 40 of them are bad', async () => {
    const id = await running();
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => judge(id, 10, 3)));
    expect(verdicts.filter(({ isPaused }) => isPaused)).toHaveLength(1);
    expect(verdicts.filter(({ verdict }) => verdict === 'open')).toHaveLength(13); // 13 x 3 = 39 bad ones
    expect(verdicts.filter(({ verdict }) => verdict === 'passed')).toEqual([]);
    expect(await store.find(id)).toMatchObject({ state: 'paused', alert: ALERT, tokens: { round: 1, seen: 0, bad: 0 } });
  });

  it('PSH-22 passes a push with 40 bad ones among them, for good', async () => {
    const id = await running();
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => judge(id, 10, 2)));
    expect(verdicts.filter(({ verdict }) => verdict === 'passed')).toHaveLength(1);
    expect(await judge(id, 100, 100)).toEqual({ verdict: 'passed', round: 0, isPaused: false });
    expect(await store.find(id)).toMatchObject({ state: 'running', tokens: { seen: 200, bad: 40 } });
  });

  it('PSH-22 judges anew when the push is resumed, without answers of before', async () => {
    const id = await running();
    await judge(id, 100, 100);
    expect(await judge(id, 100, 0)).toEqual({ verdict: 'misconfigured', round: 1, isPaused: false });
    await store.take(id, 'resume');
    expect((await store.find(id))?.state).toBe('paused'); // it had not begun
    await store.note(id, { startedAt: NOW });
    await store.take(id, 'resume');
    expect(await store.find(id)).toMatchObject({ state: 'running' });
    expect(await store.find(id)).not.toHaveProperty('alert');
    expect(await judge(id, 200, 0)).toMatchObject({ verdict: 'misconfigured', isPaused: false });
    expect(await judge(id, 200, 0, 1)).toEqual({ verdict: 'passed', round: 1, isPaused: false });
  });

  it('keeps the first of several alerts', async () => {
    const id = await running();
    await store.alert(id, 'one');
    await store.alert(id, 'two');
    expect(await store.find(id)).toMatchObject({ alert: 'one', state: 'running' });
  });

  it('PSH-29 counts the partitions of large pushes that workers have, by app', async () => {
    const common = {
      wave: 'w',
      push: 'app.p',
      state: 'ready',
      fence: 0,
      seq: 0,
      leaseUntil: new Date(0),
      work: push.NO_PUSH_WORK,
    } as const;
    const document = (_id: string, a: string, lane: push.PushLane) => ({ ...common, _id, a, lane });
    await partitions.ensure([document('p1', 'app', 'bulk'), document('p2', 'app', 'fast'), document('p3', 'other', 'bulk')]);
    expect([(await partitions.waiting()).get('bulk'), (await partitions.waiting()).get('fast')]).toEqual([2, 1]);
    for (const id of ['p1', 'p2', 'p3']) await partitions.claim(id, 'worker', NOW);
    expect([await partitions.heldOfApp('app', 'bulk'), await partitions.heldOfApp('other', 'bulk')]).toEqual([1, 1]);
    expect((await partitions.waiting()).size).toBe(0);
  });
});
