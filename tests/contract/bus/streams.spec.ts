import { connect, createInbox, headers, type NatsConnection } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { Bus } from '@parlance/bus';
import type { StreamReply } from '@parlance/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  contextOf,
  count,
  MODES,
  natsOptions,
  natsUrl,
  PARSE_MESSAGE,
  randomPrefix,
  startPair,
  startProbe,
  type Counting,
  type Probe,
} from './harness.ts';

/** The bounds that libs/bus/README.md names. */
const PART_BYTES = 64 * 1024;
const WINDOW_PARTS = 8;
const STREAMS_MAX = 64;

const HEAD = { status: 206, contentType: 'text/csv', headers: { 'Content-Range': 'bytes 0-1/*' } };
const counting = (pieces: number, bytes: number, fault?: Counting['fault']): Counting => ({ head: HEAD, pieces, bytes, fault });

async function collect({ body }: StreamReply): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

describe.each(MODES)('a streamed body, %s', (mode) => {
  let caller: Bus;
  let probe: Probe;
  let stop: () => Promise<void>;
  beforeAll(async () => ({ caller, probe, stop } = await startPair(mode)));
  afterAll(() => stop());
  const ask = (request: Counting) => caller.call(count, request, contextOf());
  const nothingLeft = () => expect.poll(() => [caller.load.waiting, probe.bus.load]).toEqual([0, { waiting: 0, running: 0 }]);

  it.each([
    [0, 0],
    [1, 0],
    [1, 1],
    [3, PART_BYTES],
    [3, PART_BYTES + 1],
    [200, 30_000],
    [4, 3_000_000],
  ])('of %i pieces of %i bytes comes whole, with its head', async (pieces, bytes) => {
    const { body, ...head } = await ask(counting(pieces, bytes));
    const expected = Buffer.concat(Array.from({ length: pieces }, (_, piece) => Buffer.alloc(bytes, piece % 251)));
    expect(head).toEqual(HEAD);
    expect(Buffer.compare(await collect({ ...head, body }), expected)).toBe(0);
    await nothingLeft();
  });

  it('is made only as fast as it is taken', async () => {
    const before = probe.controller.made;
    const iterator = (await ask(counting(1_000, PART_BYTES))).body[Symbol.asyncIterator]();
    for (let taken = 0; taken <= 20; taken++) {
      await iterator.next();
      expect(probe.controller.made - before).toBeLessThanOrEqual(taken + 1 + WINDOW_PARTS + 1);
    }
    await iterator.return?.();
    await nothingLeft();
  });

  it('ends at its source when its taker has enough', async () => {
    const { made, ended } = probe.controller;
    for await (const part of (await ask(counting(1_000, PART_BYTES))).body) {
      expect(part.length).toBe(PART_BYTES);
      break;
    }
    await expect.poll(() => probe.controller.ended).toBe(ended + 1);
    expect(probe.controller.made - made).toBeLessThan(100);
    await nothingLeft();
  });

  it('that fails in the middle gives the pieces that were made, and then the error', async () => {
    const iterator = (await ask(counting(2, 10, 'parse'))).body[Symbol.asyncIterator]();
    expect([(await iterator.next()).done, (await iterator.next()).done]).toEqual([false, false]);
    await expect(iterator.next()).rejects.toMatchObject({ kind: 'ObjectNotFound', message: PARSE_MESSAGE });
    await nothingLeft();
  });
});

describe('a streamed body between processes', () => {
  const prefix = randomPrefix();
  let nats: NatsConnection;
  let probe: Probe;
  let caller: Bus;
  const logged = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  beforeAll(async () => {
    nats = await connect(natsOptions());
    probe = await startProbe(prefix, { streamIdleMs: 300 });
    caller = await Bus.connect({ servers: natsUrl(), prefix, name: 'caller', streamIdleMs: 300 });
  });
  afterAll(async () => {
    await Promise.all([nats.close(), caller.close()]);
    await probe.stop();
  });
  const ask = (request: Counting, deadline = Date.now() + 5_000) => caller.call(count, request, contextOf({ deadline }));

  it('may take longer than the deadline of its call', async () => {
    const { body } = await ask(counting(20, PART_BYTES), Date.now() + 200);
    let parts = 0;
    for await (const part of body) {
      parts += part.length / PART_BYTES;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect(parts).toBe(20);
  });

  it('tells nothing of a fault of ours', async () => {
    logged.mockClear();
    await expect(collect(await ask(counting(1, 1, 'type')))).rejects.toMatchObject({ kind: 'InternalServerError' });
    expect(logged).toHaveBeenCalledTimes(1);
  });

  it('that nobody takes is given up by both sides', async () => {
    const ended = probe.controller.ended;
    const reply = await ask(counting(1_000, PART_BYTES));
    await expect.poll(() => probe.controller.ended).toBe(ended + 1);
    await expect.poll(() => [caller.load.waiting, probe.bus.load.running]).toEqual([0, 0]);
    await expect(collect(reply)).rejects.toMatchObject({ kind: 'RequestTimeout' });
  });

  it('for a caller that has vanished ends at once', async () => {
    const ended = probe.controller.ended;
    const fields = headers();
    fields.set('Ctx', `test|${Date.now() + 60_000}|request|p`);
    const gone = createInbox(); // nobody subscribes to it
    nats.publish(`${prefix}.probe.count`, JSON.stringify(counting(1_000, 1)), { reply: gone, headers: fields });
    await expect.poll(() => probe.bus.load).toEqual({ waiting: 0, running: 0 });
    expect(probe.controller.ended).toBe(ended); // it was never begun
  });

  it.each([
    ['out of order', ['1']],
    ['twice', ['0', '0']],
  ])('with a part %s is lost', async (_, sequences) => {
    const subscription = nats.subscribe(`${prefix}.probe.strange`, {
      callback: (_error, { reply = '' }) => {
        const sender = createInbox();
        nats.subscribe(sender, {
          max: 1,
          callback: (_fault, grant) => {
            for (const sequence of sequences)
              nats.publish(grant.reply ?? '', 'x', { headers: fieldsOf({ Chunk: sequence }), reply: sender });
          },
        });
        nats.publish(reply, '', { headers: fieldsOf({ Stream: '1', Status: '200' }), reply: sender });
      },
    });
    await nats.flush();
    const reply = await caller.call({ ...count, subject: 'probe.strange' }, counting(1, 1), contextOf());
    await expect(collect(reply)).rejects.toMatchObject({ kind: 'RequestTimeout' });
    expect(caller.load.waiting).toBe(0);
    await subscription.drain();
  });

  it(`has room beside ${STREAMS_MAX - 1} others, and is refused before it is begun beyond that`, async () => {
    const others = await Promise.all(Array.from({ length: STREAMS_MAX }, () => ask(counting(1_000, 1))));
    await expect(ask(counting(1, 1))).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    for (const { body } of others) await body[Symbol.asyncIterator]().return?.();
    await expect(collect(await ask(counting(1, 1)))).resolves.toHaveLength(1);
  });
});

function fieldsOf(record: Record<string, string>) {
  const made = headers();
  for (const [name, value] of Object.entries(record)) made.set(name, value);
  return made;
}
