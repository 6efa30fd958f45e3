import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { functions } from '@parlance/contracts';
import { describe, expect, it } from 'vitest';
import { HeldBytes } from './held-bytes.ts';

const LARGE = functions.FILE_TRIGGER_BYTES_MAX;
const streamOf = (...parts: readonly Buffer[]) => Readable.from(parts, { objectMode: false });

describe('bytes of uploads that triggers are to see', () => {
  it('are there at once', async () => {
    const { bytes, release } = await new HeldBytes().hold(streamOf(Buffer.from('ab'), Buffer.from('c')), undefined, 100);
    expect(bytes).toEqual(Buffer.from('abc'));
    release();
  });

  it('go on as a stream beyond the largest number, whatever the client has said, and none is lost', async () => {
    const parts = Array.from({ length: 33 }, (_, n) => Buffer.alloc(1 << 20, n));
    const { bytes } = await new HeldBytes().hold(streamOf(...parts), undefined, LARGE * 2);
    expect(bytes).toBeInstanceOf(Readable);
    expect((await buffer(bytes as Readable)).equals(Buffer.concat(parts))).toBe(true);
  });

  it('FIL-08 are refused beyond the size that the app takes', async () => {
    const held = new HeldBytes();
    await expect(held.hold(streamOf(Buffer.alloc(11)), undefined, 10)).rejects.toThrow(expect.objectContaining({ code: 129 }));
    await expect(held.hold(streamOf(Buffer.alloc(10)), undefined, 10)).resolves.toBeDefined();
  });

  it('SEC of few large files are held at a time: the next waits, unread, until one has gone on', async () => {
    const held = new HeldBytes();
    const first = await Promise.all([1, 2, 3, 4].map(() => held.hold(streamOf(Buffer.from('x')), LARGE, LARGE)));
    const waiting = streamOf(Buffer.from('y'));
    let isThere = false;
    const next = held.hold(waiting, LARGE, LARGE).then((result) => ((isThere = true), result));
    await new Promise((resolve) => setImmediate(resolve));
    expect([isThere, waiting.readableDidRead]).toEqual([false, false]);
    first[0]?.release();
    expect((await next).bytes).toEqual(Buffer.from('y'));
  });

  it('that fail give their room back', async () => {
    const held = new HeldBytes();
    const failing = () => held.hold(new Readable({ read: () => undefined }).destroy(new Error('gone')), LARGE, LARGE);
    for (let at = 0; at < 9; at++) await expect(failing()).rejects.toThrow('gone');
  });
});
