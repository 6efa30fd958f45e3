import { randomBytes } from 'node:crypto';
import { connect, createInbox, headers, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { MASTER, type Identity } from '@parlance/acl';
import { Bus } from '@parlance/bus';
import { event } from '@parlance/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { contextOf, echo, measure, natsOptions, natsUrl, randomPrefix, startProbe, type Probe } from './harness.ts';

const happened = event({ subject: 'events.probe.happened', payload: z.object({ n: z.number() }) });

/** Processes that have the deployment's key, and one that can do everything on the NATS server but has no key. */
describe('a bus with a key', () => {
  const prefix = randomPrefix();
  const keys = [randomBytes(32)];
  let stranger: NatsConnection;
  let probe: Probe;
  let caller: Bus;
  const overheard: Msg[] = [];
  beforeEach(() => void vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined));
  beforeAll(async () => {
    [stranger, probe, caller] = await Promise.all([
      connect(natsOptions()),
      startProbe(prefix, { keys }),
      Bus.connect({ servers: natsUrl(), prefix, keys, name: 'caller' }),
    ]);
    stranger.subscribe(`${prefix}.probe.>`, { callback: (_error, message) => void overheard.push(message) });
    await stranger.flush();
  });
  afterAll(async () => {
    await Promise.all([stranger.close(), caller.close()]);
    await probe.stop();
    vi.restoreAllMocks();
  });

  const fields = (record: Readonly<Record<string, string>>): MsgHdrs => {
    const made = headers();
    for (const [name, value] of Object.entries(record)) made.set(name, value);
    return made;
  };
  const send = (subject: string, body: Uint8Array | string, record: Readonly<Record<string, string>>): Promise<Msg> =>
    stranger.request(`${prefix}.${subject}`, body, { timeout: 2_000, headers: fields(record) });
  const context = (identity: string) => `test|${Date.now() + 3_000}|request|${identity}`;

  /** A request of the caller as it went over the wire, taken from a listener to everything. */
  async function overhear(identity: Identity, text: string): Promise<{ body: Uint8Array; record: Record<string, string> }> {
    overheard.length = 0;
    await caller.call(echo, { text }, contextOf({ identity }));
    await expect.poll(() => overheard.length).toBeGreaterThan(0);
    const message = overheard[0];
    const record = Object.fromEntries([...(message?.headers ?? [])].map(([name, values]) => [name, values[0] ?? '']));
    return { body: message?.data ?? new Uint8Array(), record };
  }

  it.each<[string, Identity]>([
    ['the public', { kind: 'public' }],
    ['a user', { kind: 'user', userId: 'u', roles: ['admins', 'Ä|%'] }],
    ['a user with more roles than fit a header', { kind: 'user', userId: 'u', roles: ['x'.repeat(6_000)] }],
    ['the master key', MASTER],
  ])('carries requests of %s', async (_, identity) => {
    expect(await caller.call(echo, { text: 'hello' }, contextOf({ identity }))).toMatchObject({ text: 'hello', context: { identity } });
  });

  it('carries bodies that come in parts', async () => {
    const text = 'x'.repeat(3_000_000);
    expect(await caller.call(measure, { text }, contextOf())).toMatchObject({ length: text.length });
  });

  it('believes nobody without the key, and says so', async () => {
    const warned = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    for (const identity of ['p', 'm', 's', 'u|victim|||admins']) {
      const answer = await send('probe.echo', '{"text":""}', { Ctx: context(identity) });
      expect([identity, answer.headers?.get('Error')]).toEqual([identity, 'ServiceUnavailable']);
    }
    expect(warned.mock.calls.flat().join('\n')).toMatch(/had no seal of this deployment and was refused/);
  });

  it('believes no made up seal, and none of another key', async () => {
    const other = await Bus.connect({ servers: natsUrl(), prefix, keys: [randomBytes(32)], name: 'other' });
    await expect(other.call(echo, { text: '' }, contextOf({ identity: MASTER }))).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    await other.close();
    const answer = await send('probe.echo', '{"text":""}', { Ctx: context('m'), Seal: randomBytes(32).toString('base64url') });
    expect(answer.headers?.get('Error')).toBe('ServiceUnavailable');
  });

  it('believes no part of a message that was overheard in another one', async () => {
    const { body, record } = await overhear(MASTER, 'overheard');
    const { Ctx = '', Seal = '' } = record;
    expect(Seal).not.toBe('');
    const refused = async (subject: string, text: Uint8Array | string, changed: Record<string, string>) =>
      (await send(subject, text, changed)).headers?.get('Error');
    expect(await refused('probe.echo', '{"text":"mine"}', { Ctx, Seal })).toBe('ServiceUnavailable');
    expect(await refused('probe.measure', body, { Ctx, Seal })).toBe('ServiceUnavailable');
    expect(await refused('probe.echo', body, { Ctx: Ctx.replace('|m', '|s'), Seal })).toBe('ServiceUnavailable');
    expect(await refused('probe.echo', body, { Ctx: Ctx.replace(/\d{13}/, String(Date.now() + 60_000)), Seal })).toBe('ServiceUnavailable');
    expect(await refused('probe.echo', '', { Ctx, Seal, Transfer: '3000 1000' })).toBe('ServiceUnavailable');
  });

  it('takes an overheard message until its deadline and no longer', async () => {
    const { body, record } = await overhear({ kind: 'public' }, 'again');
    expect((await send('probe.echo', body, record)).json()).toMatchObject({ text: 'again' });
    overheard.length = 0;
    await caller.call(echo, { text: 'soon' }, contextOf({ deadline: Date.now() + 1_000 }));
    await expect.poll(() => overheard.length).toBeGreaterThan(0);
    const { data, headers: sent } = overheard[0] as Msg;
    const late = async () =>
      (await stranger.request(`${prefix}.probe.echo`, data, { timeout: 2_000, headers: sent })).headers?.get('Error');
    await expect.poll(late, { timeout: 3_000 }).toBe('RequestTimeout');
  });

  it('starts nothing for a large body whose parts are not the ones that were sealed', async () => {
    overheard.length = 0;
    const held = caller.call(measure, { text: 'x'.repeat(3_000_000) }, contextOf());
    await held;
    const offer = overheard.find(({ headers: sent }) => sent?.has('Transfer'));
    const inbox = createInbox();
    const received: Msg[] = [];
    const subscription = stranger.subscribe(inbox, {
      callback: (_error, message) => {
        received.push(message);
        const [total = 0, size = 1] = (offer?.headers?.get('Transfer') ?? '').split(' ').map(Number);
        const first = Number(received.length === 1 ? 0 : received.at(-2)?.headers?.get('Credit'));
        for (let part = first; part < Math.min(Number(message.headers?.get('Credit')), Math.ceil(total / size)); part++) {
          const bytes = new Uint8Array(Math.min(size, total - part * size)).fill(32);
          stranger.publish(message.reply ?? '', bytes, { headers: fields({ Chunk: String(part) }) });
        }
      },
    });
    stranger.publish(`${prefix}.probe.measure`, '', { reply: inbox, headers: offer?.headers });
    await expect.poll(() => received.at(-1)?.headers?.get('Error')).toBe('ServiceUnavailable');
    subscription.unsubscribe();
  });

  it('hears events of its own processes, and of nobody else', async () => {
    const heard: number[] = [];
    const end = probe.bus.subscribe(happened, ({ n }) => void heard.push(n));
    await probe.bus.flush();
    const events: Msg[] = [];
    stranger.subscribe(`${prefix}.events.>`, { callback: (_error, message) => void events.push(message) });
    await stranger.flush();
    caller.publish(happened, { n: 1 });
    await expect.poll(() => heard).toEqual([1]);
    await expect.poll(() => events.length).toBe(1);
    const genuine = events[0]?.headers;
    stranger.publish(`${prefix}.events.probe.happened`, '{"n":2}', { headers: fields({ Origin: 'x' }) });
    stranger.publish(`${prefix}.events.probe.happened`, '{"n":3}', { headers: genuine });
    const old = fields({
      Origin: genuine?.get('Origin') ?? '',
      Moment: String(Date.now() - 60_000),
      Seal: genuine?.get('Seal') ?? '',
    });
    stranger.publish(`${prefix}.events.probe.happened`, events[0]?.data, { headers: old });
    await stranger.flush();
    caller.publish(happened, { n: 4 });
    await expect.poll(() => heard).toEqual([1, 4]);
    end();
  });
});

describe('a process without a key', () => {
  it('believes everybody', async () => {
    const prefix = randomPrefix();
    const probe = await startProbe(prefix);
    const caller = await Bus.connect({ servers: natsUrl(), prefix, keys: [randomBytes(32)], name: 'caller' });
    expect(await caller.call(echo, { text: 'open' }, contextOf())).toMatchObject({ text: 'open' });
    await caller.close();
    await probe.stop();
  });
});
