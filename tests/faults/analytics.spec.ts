import { testServers, startPrivateServer, type PrivateServer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { eventually } from './eventually.ts';
import { ask } from '../../tools/chaos/load/ask.ts';

const EVENTS_OF_A_REQUEST = 500;
/** Devices that open a push between two kills. */
const OPENERS = 150;
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
  /** How often this file has killed analytics and seen it run again. */
  let analyticsKills = 0;
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
    analyticsKills = kills;
    await assertExact('killed', 100_000);
  });

  it('an experiment with parameters counts each installation once, over kills of analytics', async () => {
    const master = { url: parlance.url, headers: parlance.masterHeaders };
    const done = async (method: 'GET' | 'PUT' | 'POST', path: string, body?: object, target = master) => {
      const { outcome, body: answer, text } = await ask(target, method, path, body);
      expect(outcome, text).toBe('done');
      return answer as unknown as Record<string, unknown>;
    };
    const installations = Array.from({ length: 300 }, (_, n) => `exposed-${n}`);
    const as = (id: string) => ({ url: parlance.url, headers: { ...parlance.headers, 'X-Parse-Installation-Id': id } });
    for (const installationId of installations) await done('POST', '/installations', { installationId, deviceType: 'ios' });
    await done('PUT', '/config', { params: { banner: 'plain' } });
    const variants = ['a', 'b', 'c'].map((banner) => ({ values: { banner } }));
    const { objectId } = await done('POST', '/config/experiments', { name: 'killed', variants, measure: { event: 'bought' } });
    await done('POST', `/config/experiments/${String(objectId)}/start`);
    const seen = async () =>
      ((await ask(as('exposed-0'), 'GET', '/config')).body as unknown as { params: { banner: string } }).params.banner;
    await eventually('the start to show', STORED_MS_MAX, async () => (await seen()) !== 'plain');
    const groups = new Map<string, number>();
    let kills = analyticsKills;
    for (const [n, id] of installations.entries()) {
      const { params } = (await done('GET', '/config', undefined, as(id))) as { params: { banner: string } };
      groups.set(params.banner, (groups.get(params.banner) ?? 0) + 1);
      for (let times = 0; times < 2; times++) await done('POST', '/events/bought', {}, as(id));
      if (n % 100 !== 50) continue;
      await parlance.kill('analytics');
      await parlance.reported('analytics runs again.', STORED_MS_MAX, ++kills);
    }
    analyticsKills = kills;
    const expected = ['a', 'b', 'c'].map((banner) => [groups.get(banner), groups.get(banner)]);
    let counted: unknown;
    await eventually('all to be counted', STORED_MS_MAX, async () => {
      const { body } = await ask(master, 'GET', `/config/experiments/${String(objectId)}/report`);
      counted = (body as unknown as { groups?: { exposed: number; converted: number }[] }).groups?.map((one) => [
        one.exposed,
        one.converted,
      ]);
      return JSON.stringify(counted) === JSON.stringify(expected);
    });
    expect(counted).toEqual(expected);
  });

  it('ANA-12 goes on to take events while analytics is away, and counts them when it is back', async () => {
    await parlance.kill('analytics');
    const { outcome, text } = await ask(parlance, 'POST', '/events/meanwhile', {});
    expect(outcome, text).toBe('done');
    await eventually('the event', STORED_MS_MAX, async () => (await countsOf('meanwhile', 'deviceType'))?.total === 1);
  });

  it('PSH-30 PSH-32 counts opens of a push once each, though analytics and push are killed while they come', async () => {
    const [app, start] = [parlance.headers['X-Parse-Application-Id'], new Date()];
    const id = `${app}.opened`;
    const push = { a: app, objectId: 'opened', state: 'succeeded', pushHash: 'hash', where: '{}', createdAt: start, startedAt: start };
    const work = await parlance.pushDatabase();
    await work.collection<{ _id: string }>('pushes').insertOne({ _id: id, ...push });
    await work.collection<{ _id: string }>('waves').insertOne({ _id: `${id}-all-0`, ...{ push: id, state: 'done', dueAt: start } });
    const registered = { _created_at: start, _updated_at: start, deviceType: 'ios' };
    const device = (number: number) => ({ _id: `device${number}` as never, installationId: `installation-${number}`, ...registered });
    await (await parlance.database()).collection('_Installation').insertMany(Array.from({ length: 3 * OPENERS }, (_, at) => device(at)));
    const open = async (number: number) => {
      const headers = { ...parlance.headers, 'X-Parse-Installation-Id': `installation-${number}` };
      const { outcome, text } = await ask({ url: parlance.url, headers }, 'POST', '/events/AppOpened', { push_hash: 'hash' });
      expect(outcome, text).toBe('done');
    };
    const stored = () => work.collection('opens').countDocuments({ push: id });
    for (const [turn, service] of (['analytics', 'push', 'analytics'] as const).entries()) {
      const before = await stored();
      // Each installation tells its open twice, and one of them in the next turn again.
      for (let number = 0; number < 2 * OPENERS; number += 1) await open(turn * OPENERS + (number % OPENERS));
      if (turn > 0) await open(0);
      await eventually('some opens to be recorded', STORED_MS_MAX, async () => (await stored()) > before);
      const restarts = (await parlance.output()).split(`${service} runs again.`).length;
      await parlance.kill(service);
      await parlance.reported(`${service} runs again.`, STORED_MS_MAX, restarts);
    }
    const opened = async () => (await work.collection<{ _id: string; opened?: number }>('pushes').findOne({ _id: id }))?.opened;
    await eventually('all opens to be counted', STORED_MS_MAX, async () => (await opened()) === 3 * OPENERS);
    expect(await stored()).toBe(3 * OPENERS);
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
