import { describe, expect, it } from 'vitest';
import { characterLength } from './utf8.ts';

const DECODER = new TextDecoder('utf-8', { fatal: true });

function decodes(bytes: readonly number[]): boolean {
  try {
    DECODER.decode(Uint8Array.from(bytes));
    return true;
  } catch {
    return false;
  }
}

describe('characterLength', () => {
  it('tells characters of two and three bytes from other bytes as the decoder does', () => {
    let different = 0;
    for (let lead = 0x80; lead <= 0xff; lead++) {
      for (let second = 0; second <= 0xff; second++) {
        for (const rest of [[], [0x7f], [0x80], [0xbf], [0xc0], [0x80, 0x7f], [0x80, 0x80], [0xbf, 0xbf], [0x80, 0xc0]]) {
          const bytes = [lead, second, ...rest];
          const length = characterLength(Uint8Array.from(bytes), 0, bytes.length);
          const right = [2, 3, 4].find((size) => size <= bytes.length && decodes(bytes.slice(0, size))) ?? 0;
          if (length !== right) different++;
        }
      }
    }
    expect(different).toBe(0);
  });

  it('does not look beyond the end', () => {
    const bytes = Buffer.from('€');
    expect(characterLength(bytes, 0, 2)).toBe(0);
    expect(characterLength(bytes, 0, 3)).toBe(3);
  });
});
