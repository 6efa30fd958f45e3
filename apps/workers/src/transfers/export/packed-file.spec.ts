import { crc32, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { emptyFile, packPart } from './packed-file.ts';

describe('XPT-07 the parts of a file', () => {
  it('are one stream of DEFLATE, whoever packs them', async () => {
    const texts = ['{"results":[\n', 'x'.repeat(100_000), '', 'äöü\n', ']}'];
    let file = emptyFile('Game.json');
    const parts: Buffer[] = [];
    for (const [at, text] of texts.entries()) {
      const packed = await packPart(file, `part.${at}`, Buffer.from(text), at === texts.length - 1);
      file = packed.file;
      parts.push(packed.part);
    }
    const whole = Buffer.from(texts.join(''));
    expect(inflateRawSync(Buffer.concat(parts)).equals(whole)).toBe(true);
    expect(file).toEqual({
      name: 'Game.json',
      parts: ['part.0', 'part.1', 'part.2', 'part.3', 'part.4'],
      size: whole.length,
      packed: Buffer.concat(parts).length,
      crc: crc32(whole),
    });
  });
});
