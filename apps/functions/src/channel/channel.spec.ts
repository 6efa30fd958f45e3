import { duplexPair } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { hostChannel, workerChannel } from './channel.ts';
import { encodeFrame } from './frames.ts';
import { WORKER_KINDS, type HostMessage, type WorkerMessage } from './messages.ts';

function waiter<T>() {
  const seen: T[] = [];
  return { seen, take: (value: T) => void seen.push(value) };
}

function pair() {
  const [near, far] = duplexPair();
  const toHost = waiter<WorkerMessage>();
  const toWorker = waiter<HostMessage>();
  const hostClosed = waiter<Error | undefined>();
  const workerClosed = waiter<Error | undefined>();
  const host = hostChannel(near, { message: toHost.take, closed: hostClosed.take });
  const worker = workerChannel(far, { message: toWorker.take, closed: workerClosed.take });
  return { near, far, host, worker, toHost, toWorker, hostClosed, workerClosed };
}

describe('the channel between host and code', () => {
  it('hands messages over in order, with meta and the bytes of their bodies', async () => {
    const { host, worker, toHost, toWorker } = pair();
    host.send('answer', 4, { call: 9, status: 200, headers: {} }, Buffer.from('abc'));
    host.send('ping', 0, {});
    worker.send('begun', 4, {});
    worker.send('result', 4, { status: 201 }, Buffer.alloc(100_000, 'x'));
    await expect.poll(() => [toWorker.seen.length, toHost.seen.length]).toEqual([2, 2]);
    expect(toWorker.seen.map(({ kind, run, meta }) => ({ kind, run, meta }))).toEqual([
      { kind: 'answer', run: 4, meta: { call: 9, status: 200, headers: {} } },
      { kind: 'ping', run: 0, meta: {} },
    ]);
    expect(Buffer.from(toWorker.seen[0]?.body ?? []).toString()).toBe('abc');
    expect(toHost.seen.map(({ kind, body }) => [kind, body.length])).toEqual([
      ['begun', 0],
      ['result', 100_000],
    ]);
  });

  it('writes once for all messages of a tick', async () => {
    const { near, far, worker } = pair();
    let writes = 0;
    near.on('data', () => writes++);
    for (let at = 1; at <= 50; at++) worker.send('begun', at, {});
    await expect.poll(() => writes).toBe(1);
    far.destroy();
  });

  it.each([
    ['bytes that are no frame', Buffer.from('{"result":1}\n{"result":1}\n')],
    ['a kind that is none', Buffer.concat(encodeFrame({ run: 1, kind: 200, meta: {}, body: Buffer.of() }))],
    ['a kind of the other direction', Buffer.concat(encodeFrame({ run: 1, kind: 2, meta: {}, body: Buffer.of() }))],
  ])('breaks off at %s, and tells nothing that came behind', async (_what, sent) => {
    const { far, toHost, hostClosed } = pair();
    const good = Buffer.concat(encodeFrame({ run: 1, kind: WORKER_KINDS.pong, meta: {}, body: Buffer.of() }));
    far.write(Buffer.concat([good, sent, good]));
    await expect.poll(() => hostClosed.seen.length).toBe(1);
    expect(hostClosed.seen[0]?.name).toBe('FrameError');
    expect(toHost.seen.map(({ kind }) => kind)).toEqual(['pong']);
  });

  it('takes many messages that come at once in turns with everything else', async () => {
    const { worker, toHost } = pair();
    for (let run = 1; run <= 5_000; run++) worker.send('begun', run, {});
    await expect.poll(() => toHost.seen.length).toBe(5_000);
    expect(toHost.seen.map(({ run }) => run)).toEqual(Array.from({ length: 5_000 }, (_, at) => at + 1));
  });

  it('lets other work in between, and loses nothing when the other side is gone meanwhile', async () => {
    const { far, toHost, hostClosed } = pair();
    const turns: number[] = [];
    setImmediate(function look() {
      const { length } = toHost.seen;
      if (turns.at(-1) !== length) turns.push(length);
      if (turns.length === 4) far.end();
      else setImmediate(look);
    });
    const begun = (run: number) => encodeFrame({ run, kind: WORKER_KINDS.begun, meta: {}, body: Buffer.of() });
    far.write(Buffer.concat(Array.from({ length: 20_000 }, (_, run) => begun(run + 1)).flat()));
    await expect.poll(() => hostClosed.seen.length).toBe(1);
    expect(turns.at(-1)).toBeLessThan(20_000);
    expect(toHost.seen.length).toBe(20_000);
  });

  it('tells once that the other side is gone, and takes further messages without a word', async () => {
    const { host, far, hostClosed } = pair();
    far.destroy();
    await expect.poll(() => hostClosed.seen).toEqual([undefined]);
    host.send('ping', 0, {});
    expect(hostClosed.seen).toEqual([undefined]);
  });
});
