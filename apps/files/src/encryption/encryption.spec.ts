import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inPieces } from '../store/pieces.ts';
import { FileSeals } from './file-seals.ts';
import { plainBytes, sealedRange, SEGMENT_BYTES, sealSegments } from './segments.ts';

async function* parts(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function all(source: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const list: Buffer[] = [];
  for await (const part of source) list.push(part);
  return list;
}
const whole = async (source: AsyncIterable<Buffer>) => Buffer.concat(await all(source));

describe('pieces', () => {
  it.each([1, 7, 10, 11, 100])('have one size, whatever the parts of %d have', async (size) => {
    const bytes = randomBytes(95);
    const pieces = await all(inPieces(parts(bytes, size), 10));
    expect(pieces.map(({ length }) => length)).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 5]);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  });

  it('are none of nothing', async () => {
    expect(await all(inPieces(parts(Buffer.alloc(0), 1), 10))).toEqual([]);
  });
});

describe('segments', () => {
  const key = randomBytes(32);

  it.each([1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 3 * SEGMENT_BYTES, 3 * SEGMENT_BYTES + 5])(
    'open to what was sealed: %d bytes',
    async (size) => {
      const bytes = randomBytes(size);
      const sealed = await whole(sealSegments(parts(bytes, 10_000), key));
      expect(plainBytes(sealed.length)).toBe(size);
      for (const [from, to] of [
        [0, size],
        [size - 1, size],
        [Math.floor(size / 2), size],
        [0, 1],
      ] as const) {
        const range = sealedRange(sealed.length, from, to, key);
        const opened = await whole(range.open(parts(sealed.subarray(range.storedFrom, range.storedTo), 50_000)));
        expect(opened.equals(bytes.subarray(from, to)), `${from}-${to}`).toBe(true);
      }
    },
  );

  it('do not open when one is changed, moved, left out, or the last ones are cut off', async () => {
    const sealed = await whole(sealSegments(parts(randomBytes(3 * SEGMENT_BYTES), 10_000), key));
    const step = SEGMENT_BYTES + 16;
    const [one, two, three] = [0, 1, 2].map((at) => sealed.subarray(at * step, (at + 1) * step)) as [Buffer, Buffer, Buffer];
    const changed = Buffer.from(sealed);
    changed[100] = (changed[100] ?? 0) ^ 1;
    for (const forged of [changed, Buffer.concat([two, one, three]), Buffer.concat([one, three]), Buffer.concat([one, two])]) {
      const range = sealedRange(forged.length, 0, plainBytes(forged.length), key);
      await expect(whole(range.open(parts(forged, 50_000)))).rejects.toThrow();
    }
  });
});

describe('keys of files', () => {
  const [first, second] = [randomBytes(32), randomBytes(32)];

  it('are wrapped anew under another key of the deployment, and stay the same', async () => {
    const before = new FileSeals([first]);
    const { encryption, sealed } = before.seal('app', 'a.txt', parts(Buffer.from('secret'), 3));
    const stored = await whole(sealed);
    expect(stored.includes('secret')).toBe(false);
    const both = new FileSeals([second, first]);
    const rewrapped = both.rewrap('app', 'a.txt', encryption);
    expect(rewrapped).toBeDefined();
    expect(both.rewrap('app', 'a.txt', rewrapped!)).toBeUndefined();
    const after = new FileSeals([second]);
    const range = sealedRange(stored.length, 0, 6, after.keyOf('app', 'a.txt', rewrapped!));
    expect((await whole(range.open(parts(stored, 5)))).toString()).toBe('secret');
    expect(() => after.keyOf('app', 'a.txt', encryption)).toThrow(expect.objectContaining({ status: 503 }));
  });

  it('open no file of another name or another app', () => {
    const seals = new FileSeals([first]);
    const { encryption } = seals.seal('app', 'a.txt', parts(Buffer.from('x'), 1));
    expect(() => seals.keyOf('app', 'b.txt', encryption)).toThrow();
    expect(() => seals.keyOf('other', 'a.txt', encryption)).toThrow();
  });

  it('are not left out where the deployment has none', () => {
    expect(() => new FileSeals([]).seal('app', 'a.txt', parts(Buffer.from('x'), 1))).toThrow(expect.objectContaining({ code: 130 }));
  });
});
