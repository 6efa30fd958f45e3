import { push } from '@parlance/contracts';
import { MongoConnections } from '@parlance/mongo';
import { MongoPushDatabase, PartitionStore } from '@parlance/push-service';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const LEASE_MS = 60_000;
const NOW = new Date('2026-05-01T12:00:00Z');

describe('the partitions of pushes in their store', () => {
  const name = uniqueName('push');
  const connections = new MongoConnections({ appName: 'test' });
  const database = new MongoPushDatabase(connections, testServers().mongodbUrl, name);
  const store = new PartitionStore(database, LEASE_MS);
  beforeAll(() => database.open());
  afterAll(async () => {
    await (await database.open()).database.dropDatabase();
    await connections.close();
  });

  let made = 0;
  async function partition(): Promise<string> {
    const _id = `app.push${(made += 1)}-all-0-0`;
    const common = { a: 'app', wave: `app.push${made}-all-0`, push: `app.push${made}`, state: 'ready', lane: 'fast' } as const;
    await store.ensure([{ ...common, _id, fence: 0, seq: 0, leaseUntil: new Date(0), work: push.NO_PUSH_WORK }]);
    return _id;
  }
  /** Lets the lease of a partition run out, as if its worker had not been heard of for long. */
  async function forget(id: string): Promise<void> {
    await (await database.open()).partitions.updateOne({ _id: id }, { $set: { leaseUntil: new Date(Date.now() - 1) } });
  }
  const sent = (n: number): push.PushWork => ({
    ...push.NO_PUSH_WORK,
    cursor: `c${n}`,
    counts: { ...push.NO_PUSH_COUNTS, targeted: n, sent: { ios: n } },
  });
  const stored = async (id: string) => (await store.find(id))?.work;

  it('T4 give a partition to one of many workers that claim it at a time', async () => {
    const id = await partition();
    const claims = await Promise.all(Array.from({ length: 12 }, (_, worker) => store.claim(id, `worker${worker}`, NOW)));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    expect(await store.claim(id, 'late', NOW)).toBeUndefined();
  });

  it('T4 I1 refuse the states of an owner whose lease another one has taken over: nothing is counted twice', async () => {
    const id = await partition();
    const first = await store.claim(id, 'first', NOW);
    if (first === undefined) throw new Error('The partition waits.');
    const { fence, seq } = first;
    expect(await store.checkpoint(id, { fence, seq, work: sent(100), then: 'run' })).toBe(true);
    await forget(id);
    const second = await store.claim(id, 'second', NOW);
    expect(second).toMatchObject({ fence: fence + 1, seq: seq + 1, work: sent(100) });
    expect(await store.checkpoint(id, { fence, seq: seq + 1, work: sent(200), then: 'run' })).toBe(false);
    expect(await store.checkpoint(id, { fence, seq: seq + 1, work: sent(200), then: 'done' })).toBe(false);
    expect(await stored(id)).toEqual(sent(100));
    expect(await store.checkpoint(id, { fence: fence + 1, seq: seq + 1, work: sent(300), then: 'done' })).toBe(true);
    expect(await store.find(id)).toMatchObject({ state: 'done', work: sent(300) });
    expect(await store.claim(id, 'third', NOW)).toBeUndefined();
  });

  it('I1 take each state once: a repetition after a lost reply changes nothing', async () => {
    const id = await partition();
    const { fence = 0, seq = 0 } = (await store.claim(id, 'worker', NOW)) ?? {};
    const state = { fence, seq, work: sent(1), then: 'run' } as const;
    const results = await Promise.all([store.checkpoint(id, state), store.checkpoint(id, state), store.checkpoint(id, state)]);
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await store.find(id)).toMatchObject({ seq: seq + 1, work: sent(1) });
  });

  it('keep a partition that waits for a retry from claims until then', async () => {
    const id = await partition();
    const { fence = 0, seq = 0 } = (await store.claim(id, 'worker', NOW)) ?? {};
    const notBefore = new Date(NOW.getTime() + 1_000);
    expect(await store.checkpoint(id, { fence, seq, work: sent(1), then: 'wait', notBefore })).toBe(true);
    expect(await store.claim(id, 'early', NOW)).toBeUndefined();
    expect(await store.claimable(`app.push${made}`, NOW, 10)).toEqual([]);
    expect(await store.claimable(`app.push${made}`, notBefore, 10)).toMatchObject([{ _id: id }]);
    expect(await store.claim(id, 'in time', notBefore)).toMatchObject({ owner: 'in time', work: sent(1) });
  });

  it('T3 are made once, by however many planners', async () => {
    const id = await partition();
    await store.claim(id, 'worker', NOW);
    const known = await store.find(id);
    if (known === undefined) throw new Error('The partition is there.');
    await Promise.all(
      [0, 1, 2].map(() =>
        store.ensure([
          { ...known, state: 'ready', fence: 0 },
          { ...known, _id: `${id}-next` },
        ]),
      ),
    );
    expect(await store.find(id)).toEqual(known);
    expect(await store.find(`${id}-next`)).toBeDefined();
  });

  it('keep slices and retries for a worker to settle when their push is canceled', async () => {
    const [idle, announced] = [await partition(), await partition()];
    const { fence = 0, seq = 0 } = (await store.claim(announced, 'worker', NOW)) ?? {};
    const work = { ...sent(1), retries: [{ id: 'x', attempt: 1, notBefore: 5, reason: 'busy' }] };
    await store.checkpoint(announced, { fence, seq, work, then: 'wait', notBefore: new Date(NOW.getTime() + 60_000) });
    for (const id of [idle, announced]) await store.cancelIdle(id.split('-')[0] as string);
    expect(await store.find(idle)).toMatchObject({ state: 'canceled' });
    expect(await store.claim(announced, 'settler', NOW)).toMatchObject({ work });
  });
});
