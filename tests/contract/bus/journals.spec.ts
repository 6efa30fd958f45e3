import { randomBytes } from 'node:crypto';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { Bus, type JournalEntry, type JournalReader } from '@parlance/bus';
import { analytics } from '@parlance/contracts';
import { startPrivateServer, type PrivateServer } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { randomPrefix } from './harness.ts';

const KIB = 1 << 10;
const OPTIONS = { bytesMax: 256 * KIB, ageMsMax: 3_600_000, replicas: 1 };
const text = (entry: Pick<JournalEntry, 'body'>) => Buffer.from(entry.body).toString();

/** Users as the launcher makes them: gateways append, analytics keeps. */
describe('a journal', () => {
  let server: PrivateServer;
  let prefix: string;
  let gateway: Bus;
  let keeper: Bus;
  let journals: JournalReader;
  const keys = [randomBytes(32)];
  const open: NatsConnection[] = [];
  beforeAll(async () => {
    server = await startPrivateServer('nats');
  });
  afterAll(() => server.dispose());
  beforeEach(async () => {
    vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    prefix = randomPrefix();
    [gateway, keeper] = await Promise.all([connectAs('gateway'), connectAs('analytics')]);
    journals = keeper.journalsOf('analytics', OPTIONS);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    for (const nats of open.splice(0)) await nats.close();
    await gateway.close();
    await keeper.close();
  });
  const urlFor = (service: string): string => server.urlFor([service]) ?? '';
  const connectAs = (name: string) => Bus.connect({ servers: urlFor(name), prefix, keys, name });
  const append = (body: string | Uint8Array) => gateway.append(analytics.eventsTaken, Buffer.from(body));

  /** The next entries behind a number. */
  async function next(after: number, count: number): Promise<readonly JournalEntry[]> {
    const ending = new AbortController();
    const entries: JournalEntry[] = [];
    for await (const entry of journals.read(after, ending.signal)) {
      entries.push({ ...entry, body: Buffer.from(entry.body) });
      if (entries.length === count) break;
    }
    ending.abort();
    return entries;
  }

  it('keeps what was appended, in order, with numbers, and gives it from any number on', async () => {
    await journals.open();
    for (const body of ['one', 'two', 'three']) await append(body);
    await gateway.append(analytics.requestsCounted, Buffer.from('four'));
    const all = await next(0, 4);
    expect(all.map((entry) => [entry.number, text(entry), entry.journal])).toEqual([
      [1, 'one', 'journal.analytics.events'],
      [2, 'two', 'journal.analytics.events'],
      [3, 'three', 'journal.analytics.events'],
      [4, 'four', 'journal.analytics.requests'],
    ]);
    expect((await next(2, 2)).map(text)).toEqual(['three', 'four']);
    await journals.forget(3);
    expect((await next(0, 1)).map(text)).toEqual(['four']);
    expect(await journals.state()).toMatchObject({ last: 4 });
  });

  it('tells when an entry was stored, or the first one that still is', async () => {
    await journals.open();
    const began = Date.now();
    for (const body of ['one', 'two']) await append(body);
    const [first, second] = [await journals.storedAt(1), await journals.storedAt(2)];
    expect(first?.getTime()).toBeGreaterThanOrEqual(began - 1);
    expect(second?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Infinity);
    expect(await journals.storedAt(3)).toBeUndefined();
    await journals.forget(1);
    expect(await journals.storedAt(1)).toEqual(second);
  });

  it('gives entries that come while it is read', async () => {
    await journals.open();
    const reading = next(0, 2);
    await append('early');
    await append('late');
    expect((await reading).map(text)).toEqual(['early', 'late']);
  });

  it('refuses at once, and for certain, where nobody keeps it', async () => {
    await expect(append('lost')).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    await journals.open();
    expect(await journals.state()).toMatchObject({ last: 0 });
  });

  it('refuses when it is full, and drops nothing', async () => {
    await journals.open();
    const body = Buffer.alloc(100 * KIB, 'x');
    await append(body);
    await append(body);
    await expect(append(body)).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    expect(await next(0, 2)).toHaveLength(2);
    await journals.forget(1);
    await append(body);
    expect((await next(0, 2)).map(({ number }) => number)).toEqual([2, 3]);
  });

  it('refuses at once while the bus is disconnected', async () => {
    await journals.open();
    await gateway.close();
    await expect(append('lost')).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
  });

  it('SEC-34 leaves out entries that no process of the deployment has sealed', async () => {
    await journals.open();
    const { host, username, password } = new URL(urlFor('gateway'));
    const stranger = await connect({ servers: host, user: username, pass: decodeURIComponent(password) });
    open.push(stranger);
    stranger.publish(`${prefix}.journal.analytics.events`, 'forged');
    await stranger.flush();
    await append('true');
    expect((await next(0, 1)).map(text)).toEqual(['true']);
  });

  it.each<[string, string]>([
    ['gateway', '$JS.API.STREAM.PURGE'],
    ['gateway', '$JS.API.STREAM.INFO'],
    ['gateway', '$JS.API.STREAM.MSG.GET'],
    ['data', 'journal.analytics.events'],
    ['config', '$JS.API.STREAM.CREATE'],
    ['analytics', '$JS.API.STREAM.DELETE'],
  ])('SEC-34 the user of %s may not send to %s', async (service, subject) => {
    const { host, username, password } = new URL(urlFor(service));
    const nats = await connect({ servers: host, user: username, pass: decodeURIComponent(password) });
    open.push(nats);
    const refusals: string[] = [];
    void (async () => {
      for await (const status of nats.status()) if (status.type === 'error') refusals.push(status.error.message);
    })();
    nats.publish(subject.startsWith('$') ? `${subject}.${prefix}_analytics` : `${prefix}.${subject}`, '{}');
    await nats.flush();
    await expect.poll(() => refusals.join('\n')).toMatch(/Permissions Violation for Publish/i);
  });
});
