import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FRAME_BYTES_MAX, FrameError, FrameReader, nextRun, type Frame } from './frames.ts';

const bytes = (frame: Frame): Buffer => Buffer.concat(encodeFrame(frame));

function read(...chunks: readonly Buffer[]): Frame[] {
  const frames: Frame[] = [];
  const reader = new FrameReader((frame) => frames.push(frame));
  for (const chunk of chunks) reader.push(chunk);
  return frames;
}

const plain = ({ run, kind, meta, body }: Frame) => ({ run, kind, meta, body: Buffer.from(body).toString('base64') });

describe('frames of the channel (contract 31, section 2)', () => {
  it('arrive as they were sent, however the bytes are cut', () => {
    const frame = fc.record({
      run: fc.nat(0xffff_ffff),
      kind: fc.nat(255),
      meta: fc.dictionary(fc.string(), fc.jsonValue()),
      body: fc.uint8Array({ maxLength: 200 }),
    });
    fc.assert(
      fc.property(
        fc.array(frame, { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
        (frames, cuts) => {
          const all = Buffer.concat(frames.map(bytes));
          const chunks: Buffer[] = [];
          for (let at = 0, turn = 0; at < all.length; turn++) {
            const size = cuts[turn % cuts.length] ?? 1;
            chunks.push(all.subarray(at, at + size));
            at += size;
          }
          expect(read(...chunks).map(plain)).toEqual(frames.map((each) => plain({ ...each, meta: JSON.parse(JSON.stringify(each.meta)) })));
        },
      ),
    );
  });

  it('are refused when they are too large to be sent, and not one byte before', () => {
    const head = 4 + 9;
    expect(() => encodeFrame({ run: 1, kind: 1, meta: {}, body: new Uint8Array(FRAME_BYTES_MAX - head) })).not.toThrow();
    expect(() => encodeFrame({ run: 1, kind: 1, meta: {}, body: new Uint8Array(FRAME_BYTES_MAX - head + 1) })).toThrow(FrameError);
  });

  it.each([
    ['shorter than its head', Buffer.from([0, 0, 0, 8, 0, 0, 0, 1, 2, 0, 0, 0])],
    ['longer than any frame', Buffer.from([4, 0, 0, 1])],
    ['with meta beyond its end', Buffer.from([0, 0, 0, 9, 0, 0, 0, 1, 2, 0, 0, 0, 1])],
    ['with meta that is no JSON', Buffer.from([0, 0, 0, 10, 0, 0, 0, 1, 2, 0, 0, 0, 1, 0x7b])],
    ['of any other bytes', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('break the channel when one is %s', (_what, sent) => {
    expect(() => read(sent)).toThrow(FrameError);
  });

  it('are taken as long as there is time, and the others when there is again', () => {
    const seen: number[] = [];
    let left = 2;
    const reader = new FrameReader(
      ({ run }) => seen.push(run),
      () => --left > 0,
    );
    const five = Buffer.concat([1, 2, 3, 4, 5].map((run) => bytes({ run, kind: 1, meta: {}, body: Buffer.of(run) })));
    expect([reader.push(five.subarray(0, -1)), seen]).toEqual([true, [1, 2]]);
    left = 9;
    expect([reader.read(), seen]).toEqual([false, [1, 2, 3, 4]]);
    left = 1;
    expect([reader.push(five.subarray(-1)), seen]).toEqual([false, [1, 2, 3, 4, 5]]);
  });

  it('keep a member named __proto__ out of prototypes', () => {
    const [frame] = read(bytes({ run: 1, kind: 1, meta: JSON.parse('{"__proto__":{"master":true}}') as object, body: Buffer.of() }));
    expect((frame?.meta as { master?: boolean }).master).toBeUndefined();
    expect(({} as { master?: boolean }).master).toBeUndefined();
  });

  it('stay whole when code replaces the functions that write them', () => {
    const { stringify, parse } = JSON;
    const { readUInt32BE } = Buffer.prototype;
    try {
      JSON.stringify = () => 'forged';
      JSON.parse = () => ({ forged: true });
      Buffer.prototype.readUInt32BE = () => 7;
      expect(read(bytes({ run: 3, kind: 2, meta: { a: 1 }, body: Buffer.from('x') })).map(({ run, meta }) => [run, meta])).toEqual([
        [3, { a: 1 }],
      ]);
    } finally {
      Object.assign(JSON, { stringify, parse });
      Buffer.prototype.readUInt32BE = readUInt32BE;
    }
  });

  it('number runs from one, again after the last', () => {
    expect([nextRun(0), nextRun(41), nextRun(0xffff_ffff)]).toEqual([1, 42, 1]);
  });
});
