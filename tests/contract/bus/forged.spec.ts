import { randomBytes } from 'node:crypto';
import { connect, headers, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { Bus } from '@parlance/bus';
import { CONTRACTS, event, json, operation, operationsOf, type BusEvent } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { contextOf, natsOptions, natsUrl, randomPrefix } from './harness.ts';

/** Under their own subjects, and with schemas that take all: a message that is not believed is refused before anybody looks at it. */
const OPERATIONS = CONTRACTS.flatMap(operationsOf).map(({ subject }) =>
  operation({ subject, request: z.unknown(), reply: json(z.unknown()), retry: 'never' }),
);
const EVENTS = CONTRACTS.flatMap((contract) => Object.values(contract))
  .filter(isEvent)
  .map(({ subject }) => event({ subject, payload: z.unknown() }));

function isEvent(declared: unknown): declared is BusEvent<unknown> {
  return typeof declared === 'object' && declared !== null && 'subject' in declared && 'payload' in declared;
}

/** A message as somebody without the key sends it. */
interface Forgery {
  readonly body: Uint8Array | string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A process of the deployment that serves every operation of every contract, and one that has everything on the NATS server but the key. */
describe('SEC-34 a forged message', () => {
  const prefix = randomPrefix();
  const keys = [randomBytes(32)];
  const started: string[] = [];
  let stranger: NatsConnection;
  let server: Bus;
  let caller: Bus;
  let foreigner: Bus;
  beforeAll(async () => {
    for (const level of ['warn', 'error'] as const) vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    const options = { servers: natsUrl(), prefix };
    [stranger, server, caller, foreigner] = await Promise.all([
      connect(natsOptions()),
      Bus.connect({ ...options, keys, name: 'server' }),
      Bus.connect({ ...options, keys, name: 'caller' }),
      Bus.connect({ ...options, keys: [randomBytes(32)], name: 'foreigner' }),
    ]);
    server.serve(
      OPERATIONS.map((served) => ({
        operation: served,
        handle: () => {
          started.push(served.subject);
          throw new ParseError('ObjectNotFound', 'reached');
        },
      })),
    );
    await server.flush();
  });
  afterEach(() => void (started.length = 0));
  afterAll(async () => {
    await Promise.all([stranger.close(), caller.close(), foreigner.close()]);
    await server.close();
    vi.restoreAllMocks();
  });

  const headersOf = (fields: Readonly<Record<string, string>>): MsgHdrs => {
    const made = headers();
    for (const [name, value] of Object.entries(fields)) made.set(name, value);
    return made;
  };

  /** The first message on a subject, or to one process by it, that goes over the wire during `work`. */
  async function overhear(subject: string, work: () => unknown): Promise<Msg> {
    const heard: Msg[] = [];
    const subscription = stranger.subscribe(`${prefix}.>`, {
      callback: (_error, message) => {
        if (message.subject === subject || message.subject === `${subject}.${server.id}`) heard.push(message);
      },
    });
    await stranger.flush();
    await work();
    await expect.poll(() => heard.length).toBeGreaterThan(0);
    subscription.unsubscribe();
    return heard[0] as Msg;
  }

  const fieldsOf = ({ headers: sent }: Msg): Record<string, string> =>
    Object.fromEntries([...(sent ?? [])].map(([name, values]) => [name, values[0] ?? '']));

  it('is made for all operations and events that there are', () => {
    expect(OPERATIONS.length).toBeGreaterThan(20);
    expect(EVENTS.length).toBeGreaterThan(1);
  });

  it.each(OPERATIONS)('starts nothing: $subject', async (asked) => {
    const call = (bus: Bus) => bus.call(asked, { text: 'genuine' }, contextOf()).catch(({ kind }: { kind: string }) => kind);
    // The process is reached by the subject of all, and by the one of its own.
    const below = `${prefix}.${asked.subject}`;
    const own = `${below}.${server.id}`;
    const genuine = await overhear(below, async () => expect(await call(caller)).toBe('ObjectNotFound'));
    expect(started).toEqual([asked.subject]);
    started.length = 0;
    expect(await call(foreigner)).toBe('ServiceUnavailable');

    const fields = fieldsOf(genuine);
    const { Ctx = '', Seal = '' } = fields;
    const body = genuine.data;
    const master = Ctx.split('|').with(3, 'm').join('|');
    const later = Ctx.replace(/\d{13}/, (moment) => String(Number(moment) + 60_000));
    const otherApp = Ctx.replace(/^test/, 'else');
    expect(new Set([Ctx, master, later, otherApp]).size).toBe(4);
    const forgeries: Readonly<Record<string, Forgery>> = {
      'without a seal': { body, fields: { Ctx } },
      'of the master key, without a seal': { body: '{}', fields: { Ctx: master } },
      'with a seal that is made up': { body, fields: { Ctx, Seal: randomBytes(32).toString('base64url') } },
      'with an empty seal': { body, fields: { Ctx, Seal: '' } },
      'with the seal of another body': { body: '{"text":"forged"}', fields },
      'with the seal of another caller': { body, fields: { ...fields, Ctx: master } },
      'with the seal of another app': { body, fields: { ...fields, Ctx: otherApp } },
      'with the seal of an earlier deadline': { body, fields: { ...fields, Ctx: later } },
      'whose body comes in parts': { body: '', fields: { Ctx, Seal, Transfer: '3000 1000' } },
    };
    for (const subject of [below, own]) {
      for (const [what, forgery] of Object.entries(forgeries)) {
        const answer = await stranger.request(subject, forgery.body, { timeout: 2_000, headers: headersOf(forgery.fields) });
        expect([what, answer.headers?.get('Error')]).toEqual([what, 'ServiceUnavailable']);
      }
    }
    const other = OPERATIONS[(OPERATIONS.indexOf(asked) + 1) % OPERATIONS.length] as (typeof OPERATIONS)[number];
    const moved = await stranger.request(`${prefix}.${other.subject}`, body, { timeout: 2_000, headers: headersOf(fields) });
    expect(moved.headers?.get('Error')).toBe('ServiceUnavailable');
    expect(started).toEqual([]);
  });

  it.each(EVENTS)('is told to nobody: $subject', async (told) => {
    const heard: unknown[] = [];
    const end = server.subscribe(told, (payload) => void heard.push(payload));
    await server.flush();
    const subject = `${prefix}.${told.subject}`;
    const genuine = await overhear(subject, () => caller.publish(told, { n: 1 }));
    const fields = fieldsOf(genuine);
    for (const forged of [{}, { Origin: 'x' }, { ...fields, Seal: randomBytes(32).toString('base64url') }, fields])
      stranger.publish(subject, '{"n":2}', { headers: headersOf(forged) });
    stranger.publish(subject, genuine.data, { headers: headersOf({ ...fields, Moment: String(Date.now() + 1) }) });
    const other = EVENTS[(EVENTS.indexOf(told) + 1) % EVENTS.length] as (typeof EVENTS)[number];
    const moved: unknown[] = [];
    const endOther = server.subscribe(other, (payload) => void moved.push(payload));
    await server.flush();
    stranger.publish(`${prefix}.${other.subject}`, genuine.data, { headers: headersOf(fields) });
    await stranger.flush();
    foreigner.publish(told, { n: 3 });
    await foreigner.flush();
    caller.publish(told, { n: 4 });
    caller.publish(other, { n: 5 });
    await expect.poll(() => [heard, moved]).toEqual([[{ n: 1 }, { n: 4 }], [{ n: 5 }]]);
    end();
    endOther();
  });
});
