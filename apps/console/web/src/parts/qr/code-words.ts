import { correctingBytes } from './reed-solomon.ts';

/** Correcting bytes of each block, and the number of blocks, by version, at level L. Source: ISO/IEC 18004, table 9. */
const CORRECTING = [0, 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28];
const BLOCKS = [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8];
const VERSION_MAX = 20;
const BYTE_MODE = 0b0100;
const PADDING = [0xec, 0x11];

export interface CodeWords {
  /** Decides the size: 17 + 4 × version modules. */
  readonly version: number;
  readonly bytes: readonly number[];
}

/** Bits of a code that are not those of its patterns. */
function rawBits(version: number): number {
  const alignments = version < 2 ? 0 : Math.floor(version / 7) + 2;
  const all = (16 * version + 128) * version + 64;
  const aligned = version < 2 ? 0 : (25 * alignments - 10) * alignments - 55;
  return all - aligned - (version < 7 ? 0 : 36);
}

const rawBytes = (version: number): number => Math.floor(rawBits(version) / 8);
const dataBytes = (version: number): number => rawBytes(version) - (CORRECTING[version] ?? 0) * (BLOCKS[version] ?? 0);
const lengthBits = (version: number): number => (version < 10 ? 8 : 16);

/** The bytes of the smallest code that holds a text. @throws RangeError for a text that is too long */
export function codeWordsOf(text: string): CodeWords {
  const content = new TextEncoder().encode(text);
  for (let version = 1; version <= VERSION_MAX; version++) {
    const needed = 4 + lengthBits(version) + content.length * 8;
    if (needed <= dataBytes(version) * 8) return { version, bytes: interleaved(padded(content, version), version) };
  }
  throw new RangeError('This text is too long for a QR code.');
}

/** Mode, length, content, end, and padding. */
function padded(content: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const append = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) bits.push((value >>> bit) & 1);
  };
  append(BYTE_MODE, 4);
  append(content.length, lengthBits(version));
  for (const byte of content) append(byte, 8);
  append(0, Math.min(4, dataBytes(version) * 8 - bits.length));
  append(0, (8 - (bits.length % 8)) % 8);
  const bytes = Array.from({ length: bits.length / 8 }, (_, at) => bits.slice(at * 8, at * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0));
  for (let at = 0; bytes.length < dataBytes(version); at++) bytes.push(PADDING[at % 2] ?? 0);
  return bytes;
}

/** Blocks with their correcting bytes, told in turns, so that a stain hits each block a little. */
function interleaved(data: readonly number[], version: number): number[] {
  const count = BLOCKS[version] ?? 1;
  const correcting = CORRECTING[version] ?? 0;
  const shortLength = Math.floor(data.length / count);
  const shortBlocks = count - (data.length % count);
  let from = 0;
  const blocks = Array.from({ length: count }, (_, index) => {
    const block = data.slice(from, from + shortLength + (index < shortBlocks ? 0 : 1));
    from += block.length;
    return block;
  });
  return [...inTurns(blocks), ...inTurns(blocks.map((block) => correctingBytes(block, correcting)))];
}

function inTurns(blocks: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...blocks.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => blocks.flatMap((block) => block[at] ?? [])).flat();
}
