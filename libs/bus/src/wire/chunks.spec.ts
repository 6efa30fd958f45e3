import { describe, expect, it } from 'vitest';
import {
  Assembly,
  BrokenTransfer,
  CHUNK_BYTES,
  chunkCount,
  chunkOf,
  decodeOffer,
  encodeOffer,
  offerFor,
  TRANSFER_BYTES_MAX,
} from './chunks.ts';

const body = Buffer.from('0123456789');
const offer = { totalBytes: 10, chunkBytes: 4 };

describe('parts of a body', () => {
  it('are of the agreed size, and small enough for the server', () => {
    expect(offerFor(3_000_000, 1_048_576)).toEqual({ totalBytes: 3_000_000, chunkBytes: CHUNK_BYTES });
    expect(offerFor(3_000_000, 65_536).chunkBytes).toBeLessThan(65_536);
    expect([chunkCount(offer), chunkCount({ totalBytes: 8, chunkBytes: 4 }), chunkCount({ totalBytes: 1, chunkBytes: 4 })]).toEqual([
      3, 2, 1,
    ]);
    expect([0, 1, 2].map((sequence) => String(chunkOf(body, sequence, offer)))).toEqual(['0123', '4567', '89']);
  });

  it('make up the body again', () => {
    const assembly = new Assembly(offer);
    expect(assembly.accept(0, chunkOf(body, 0, offer))).toBeUndefined();
    expect(assembly.accept(1, chunkOf(body, 1, offer))).toBeUndefined();
    expect(String(assembly.accept(2, chunkOf(body, 2, offer)))).toBe('0123456789');
    expect(() => assembly.accept(3, Buffer.from('more'))).toThrow(BrokenTransfer);
  });

  it.each([
    ['lost', 1, '4567'],
    ['too long', 0, '01234'],
    ['too short', 0, '012'],
    ['empty', 0, ''],
    ['without a number', Number.NaN, '0123'],
  ])('that are %s are refused', (_, sequence, part) => {
    expect(() => new Assembly(offer).accept(sequence, Buffer.from(part))).toThrow(BrokenTransfer);
  });

  it('are announced up to a limit', () => {
    const largest = { totalBytes: TRANSFER_BYTES_MAX, chunkBytes: CHUNK_BYTES };
    expect(decodeOffer(encodeOffer(largest))).toEqual(largest);
    expect(() => decodeOffer(encodeOffer({ ...largest, totalBytes: TRANSFER_BYTES_MAX + 1 }))).toThrow(BrokenTransfer);
  });

  it.each(['', '5', '0 1', '5 0', '-1 5', '1.5 2', 'a b', '5 NaN', 'Infinity 5'])('are not announced by "%s"', (text) => {
    expect(() => decodeOffer(text)).toThrow(BrokenTransfer);
  });
});
