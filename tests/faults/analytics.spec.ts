import { testServers, startPrivateServer, type PrivateServer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { eventually } from './eventually.ts';
import { ask } from './load/ask.ts';

const EVENTS_OF_A_REQUEST = 500;
const COLORS = ['red', 'green', 'blue', 'white'];
/** How soon a client hears that nothing can be taken. */
const REFUSED_MS_MAX = 1_000;
const STORED_MS_MAX = 90_000;

interface Counts {
  readonly total: number;
  readonly groups: readonly { readonly value: string; readonly total: number }[];
}

describe('the intake of events under npm start -- --split', () => {
  let mongodb: PrivateServer;
  let nats: PrivateServer;
  let parlance: LaunchedParlance;
  beforeAll(async () => {
    [mongodb, nats] = await Promise.all([startPrivateServer('mongodb'), startPrivateServer('nats')]);
    const journal = { PARLANCE_ANALYTICS_JOURNAL_MB: '256' };
    parlance = await LaunchedParlance.start({ ...testServers(), mongodbUrl: mongodb.url, natsUrl: nats.url }, {}, journal);
  });
  afterAll(async () => {
    await parlance?.close();
    await nats?.dispose();
    await mongodb?.dispose();
  });

  const requestOf = (name: string, count: number) => ({
    events: Array.from({ length: count }, (_, index) => ({ name, dimensions: { color: COLORS[index % COLORS.length], n: `n${index}` } })),
  });
  /** Sends until all are accepted: a client repeats with the same id a request of which it does not know whether it was done. */
  async function sendAll(name: string, count: number, between?: (sent: number) => Promise<void>): Promise<void> {
    for (let sent = 0; sent < count; sent += EVENTS_OF_A_REQUEST) {
      const headers = { ...parlance.headers, 'X-Parse-Request-Id': `${name}-${sent}` };
      const target = { url: parlance.url, headers };
      await eventually(`${name} ${sent} to be accepted`, STORED_MS_MAX, async () => {
        return (await ask(target, 'POST', '/events', requestOf(name, EVENTS_OF_A_REQUEST))).outcome === 'done';
      });
      await between?.(sent);
    }
  }
  async function countsOf(event: string, groupBy: string): Promise<Counts | undefined> {
    const target = { url: parlance.url, headers: parlance.masterHeaders };
    const { outcome, body } = await ask(target, 'POST', '/analytics/query', { event, groupBy, top: 500 });
    return outcome === 'done' ? (body as unknown as Counts) : undefined;
  }
  async function storedOf(name: string): Promise<number> {
    const database = await parlance.analyticsDatabase();
    const collections = await database.listCollections({ name: /^raw_/ }, { nameOnly: true }).toArray();
    const counts = await Promise.all(collections.map(({ name: raw }) => database.collection(raw).countDocuments({ n: name })));
    return counts.reduce((sum, one) => sum + one, 0);
  }
  async function assertExact(name: string, count: number): Promise<void> {
    await eventually(
      `${count} events ${name}`,
      STORED_MS_MAX,
      async () => ((await countsOf(name, 'dimensions.color'))?.total ?? 0) >= count,
    );
    const colors = await countsOf(name, 'dimensions.color');
    expect(colors?.total).toBe(count);
    expect(colors?.groups.map(({ total }) => total)).toEqual(COLORS.map(() => count / COLORS.length));
    const numbers = await countsOf(name, 'dimensions.n');
    expect(new Set(numbers?.groups.map(({ total }) => total))).toEqual(new Set([count / EVENTS_OF_A_REQUEST]));
    expect(await storedOf(name)).toBe(count);
  }

  it('ANA-12 counts 100,000 events exactly once each, over five kills of analytics', async () => {
    let kills = 0;
    await sendAll('killed', 100_000, async (sent) => {
      if (kills >= 5 || sent < (kills + 1) * 15_000) return;
      const before = await storedOf('killed');
      // Single events are stored before they are counted: the process is in the middle of its work.
      await eventually('some of them to be stored', STORED_MS_MAX, async () => (await storedOf('killed')) > before);
      await parlance.kill('analytics');
      await parlance.reported('analytics runs again.', STORED_MS_MAX, ++kills);
    });
    expect(kills).toBe(5);
    await assertExact('killed', 100_000);
  });

  it('ANA-12 goes on to take events while analytics is away, and counts them when it is back', async () => {
    await parlance.kill('analytics');
    const { outcome, text } = await ask(parlance, 'POST', '/events/meanwhile', {});
    expect(outcome, text).toBe('done');
    await eventually('the event', STORED_MS_MAX, async () => (await countsOf('meanwhile', 'deviceType'))?.total === 1);
  });

  it('ANA-13 an outage of the event store makes no client call fail and loses no event', async () => {
    await sendAll('stored', 5_000);
    await mongodb.kill();
    const answers = [];
    for (let sent = 5_000; sent < 10_000; sent += EVENTS_OF_A_REQUEST)
      answers.push((await ask(parlance, 'POST', '/events', requestOf('stored', EVENTS_OF_A_REQUEST))).outcome);
    await mongodb.start();
    expect(new Set(answers)).toEqual(new Set(['done']));
    await assertExact('stored', 10_000);
  });

  it('ANA-13 while NATS is away clients hear 503 at once, and events that were accepted are counted', async () => {
    await sendAll('accepted', 5_000);
    await nats.kill();
    await eventually(
      'the gateway to notice',
      10_000,
      async () => (await ask(parlance, 'POST', '/events/refused', {})).outcome === 'refused',
    );
    const { outcome, durationMs } = await ask(parlance, 'POST', '/events/refused', {});
    expect(outcome).toBe('refused');
    expect(durationMs).toBeLessThan(REFUSED_MS_MAX);
    await nats.start();
    await eventually(
      'events to be taken again',
      STORED_MS_MAX,
      async () => (await ask(parlance, 'POST', '/events/back', {})).outcome === 'done',
    );
    await assertExact('accepted', 5_000);
    await eventually('the event', STORED_MS_MAX, async () => (await countsOf('back', 'deviceType'))?.total === 1);
  });
});
