import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect, createInbox, headers, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { Bus } from '@parlance/bus';
import { blob, contextOf, echo, natsOptions, natsUrl, randomPrefix, startProbe, type Probe } from './harness.ts';

/** Speaks the wire form by hand: peers that are broken, of another version, or vanish. */
describe('a peer on the wire', () => {
  const prefix = randomPrefix();
  let nats: NatsConnection;
  let probe: Probe;
  let caller: Bus;
  beforeAll(async () => {
    vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    [nats, probe, caller] = await Promise.all([
      connect(natsOptions()),
      startProbe(prefix),
      Bus.connect({ servers: natsUrl(), prefix, name: 'caller' }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([nats.close(), caller.close()]);
    await probe.stop();
  });

  const context = (deadline = Date.now() + 3_000) => `test|${deadline}|request|p`;
  const fields = (record: Record<string, string>): MsgHdrs => {
    const made = headers();
    for (const [name, value] of Object.entries(record)) made.set(name, value);
    return made;
  };
  const ask = (body: string, record: Record<string, string> = { Ctx: context() }): Promise<Msg> =>
    nats.request(`${prefix}.probe.echo`, body, { timeout: 2_000, headers: fields(record) });

  it('that speaks the documented form is answered', async () => {
    const reply = await ask('{"text":"by hand"}', { Ctx: `test|${Date.now() + 1_000}|id|u|user1|session1||admins|x%7Cy` });
    expect(reply.headers).toBeUndefined();
    expect(reply.json()).toMatchObject({
      text: 'by hand',
      context: { app: 'test', identity: { kind: 'user', userId: 'user1', sessionId: 'session1', roles: ['admins', 'x|y'] } },
    });
  });

  it.each([
    ['no JSON', 'no JSON', { Ctx: context() }],
    ['nothing', '', { Ctx: context() }],
    ['broken UTF-8 for JSON', '\ud800"', { Ctx: context() }],
    ['no context', '{"text":""}', {}],
    ['an app id that is none', '{"text":""}', { Ctx: `../x|${Date.now() + 1_000}|r|p` }],
    ['a deadline that is none', '{"text":""}', { Ctx: 'test|soon|r|p' }],
    ['an unknown kind of identity', '{"text":""}', { Ctx: `test|${Date.now() + 1_000}|r|x` }],
    ['a user without an id', '{"text":""}', { Ctx: `test|${Date.now() + 1_000}|r|u|` }],
    ['a broken escape', '{"text":""}', { Ctx: `test|${Date.now() + 1_000}|%E0%A4%A|p` }],
    ['an identity in front that is not there', '{"text":""}', { Ctx: `test|${Date.now() + 1_000}|r|U|900` }],
  ])('that sends %s gets InvalidJson and harms nobody', async (_, body, record) => {
    const reply = await ask(body, record);
    expect(reply.headers?.get('Error')).toBe('InvalidJson');
    expect(reply.data.length).toBe(0);
    expect((await ask('{"text":"fine"}')).json()).toMatchObject({ text: 'fine' });
  });

  it('whose deadline has passed gets RequestTimeout', async () => {
    const reply = await ask('{"text":""}', { Ctx: context(Date.now() - 5) });
    expect(reply.headers?.get('Error')).toBe('RequestTimeout');
  });

  it('that expects no answer is ignored', async () => {
    nats.publish(`${prefix}.probe.echo`, 'garbage');
    await nats.flush();
    expect((await ask('{"text":"fine"}')).json()).toMatchObject({ text: 'fine' });
  });

  it.each(['nonsense', '-5 10', '5000000000 262144', '3000000 0'])('that offers a body of "%s" is refused', async (offer) => {
    const reply = await ask('', { Ctx: context(), Transfer: offer });
    expect(reply.headers?.get('Error')).toBe('ServiceUnavailable');
    await expect.poll(() => probe.bus.load).toEqual({ waiting: 0, running: 0 });
  });

  it('that offers a large body and sends none of it is forgotten at the deadline', async () => {
    const inbox = createInbox();
    const grants: Msg[] = [];
    const subscription = nats.subscribe(inbox, { callback: (_error, message) => void grants.push(message) });
    nats.publish(`${prefix}.probe.echo`, '', {
      reply: inbox,
      headers: fields({ Ctx: context(Date.now() + 400), Transfer: '3000000 262144' }),
    });
    await expect.poll(() => grants.length).toBe(1);
    expect(grants[0]?.headers?.get('Credit')).toBe('8');
    expect(probe.bus.load).toEqual({ waiting: 1, running: 1 });
    await expect.poll(() => probe.bus.load, { timeout: 2_000 }).toEqual({ waiting: 0, running: 0 });
    subscription.unsubscribe();
  });

  it('that offers a large body and vanishes is forgotten at once', async () => {
    const inbox = createInbox(); // nobody subscribes to it
    nats.publish(`${prefix}.probe.echo`, '', {
      reply: inbox,
      headers: fields({ Ctx: context(Date.now() + 60_000), Transfer: '3000000 262144' }),
    });
    await nats.flush();
    await expect.poll(() => probe.bus.load).toEqual({ waiting: 0, running: 0 });
  });

  it('that vanishes while a large reply is sent is forgotten at once', async () => {
    const inbox = createInbox();
    const offers: Msg[] = [];
    const subscription = nats.subscribe(inbox, { callback: (_error, message) => void offers.push(message) });
    const ctx = { Ctx: context(Date.now() + 60_000) };
    nats.publish(`${prefix}.probe.blob`, '{"bytes":5000000,"status":200}', { reply: inbox, headers: fields(ctx) });
    await expect.poll(() => offers.length).toBe(1);
    expect(probe.bus.load).toEqual({ waiting: 1, running: 1 });
    subscription.unsubscribe();
    nats.publish(offers[0]?.reply ?? '', '', { headers: fields({ Credit: '8' }) });
    await expect.poll(() => probe.bus.load).toEqual({ waiting: 0, running: 0 });
  });

  it.each([
    ['out of order', ['1']],
    ['twice', ['0', '0']],
    ['of a wrong length', ['short']],
  ])('that sends a part %s is refused, before anything is started', async (_, sequences) => {
    const inbox = createInbox();
    const received: Msg[] = [];
    const subscription = nats.subscribe(inbox, { callback: (_error, message) => void received.push(message) });
    nats.publish(`${prefix}.probe.echo`, '', { reply: inbox, headers: fields({ Ctx: context(), Transfer: '3000 1000' }) });
    await expect.poll(() => received.length).toBe(1);
    const to = received[0]?.reply ?? '';
    for (const sequence of sequences) {
      if (sequence === 'short') nats.publish(to, new Uint8Array(999), { headers: fields({ Chunk: '0' }) });
      else nats.publish(to, new Uint8Array(1_000), { headers: fields({ Chunk: sequence }) });
    }
    await expect.poll(() => received.at(-1)?.headers?.get('Error')).toBe('ServiceUnavailable');
    expect(probe.bus.load).toEqual({ waiting: 0, running: 0 });
    subscription.unsubscribe();
  });

  it.each<[string, typeof echo | typeof blob, string, Record<string, string>]>([
    ['bytes that are no JSON', echo, 'no JSON', {}],
    ['nothing', echo, '', {}],
    ['an error of a newer version', echo, '', { Error: 'SomethingNewer', Message: 'text' }],
    ['an error whose text cannot be read', echo, '', { Error: 'InvalidQuery', Message: '%E0%A4%A' }],
    ['a location that cannot be read', blob, '{}', { Status: '201', Location: '%E0%A4%A' }],
    ['an offer that cannot be read', blob, '', { Transfer: 'much' }],
  ])('that answers with %s is an internal error', async (_, operation, body, record) => {
    const subscription = nats.subscribe(`${prefix}.probe.strange`, {
      callback: (_error, message) => void message.respond(body, { headers: fields(record) }),
    });
    await nats.flush();
    const strange = { ...operation, subject: 'probe.strange' } as typeof echo;
    const call = caller.call(strange, { text: '' }, contextOf());
    await expect(call).rejects.toMatchObject({ kind: 'InternalServerError', message: 'Internal server error.' });
    expect(caller.load.waiting).toBe(0);
    await subscription.drain();
  });

  it.each([
    ['a part of a large reply out of order', '1'],
    ['an offer of a large reply, and vanishes', undefined],
  ])('that answers with %s leaves nothing behind at the caller', async (_, chunk) => {
    const subscription = nats.subscribe(`${prefix}.probe.half`, {
      callback: (_error, { reply = '' }) => {
        nats.publish(reply, '', { reply: createInbox(), headers: fields({ Transfer: '3000 1000' }) });
        if (chunk !== undefined) nats.publish(reply, new Uint8Array(1_000), { headers: fields({ Chunk: chunk }) });
      },
    });
    await nats.flush();
    const half = { ...blob, subject: 'probe.half' as const };
    const call = caller.call(half, { bytes: 1, status: 200 }, contextOf({ deadline: Date.now() + 300 }));
    await expect(call).rejects.toMatchObject({ kind: 'RequestTimeout' }); // the work may have been done
    expect(caller.load.waiting).toBe(0);
    await subscription.drain();
  });
});
