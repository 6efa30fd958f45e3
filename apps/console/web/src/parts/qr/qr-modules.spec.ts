import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { maskedModules, qrModules } from './qr-modules.ts';

/** Made by another encoder (qrcode-terminal 0.12). */
const SHORT = `
#######.#####.#######
#.....#.##.##.#.....#
#.###.#..###..#.###.#
#.###.#..#.##.#.###.#
#.###.#.#...#.#.###.#
#.....#.#.#...#.....#
#######.#.#.#.#######
........####.........
###..##.#########..##
.#####.#.##..#..#...#
#..#..##.##...#.#.#.#
...##.....#.#..###...
###..###.#...####..##
........#..#.##.#..##
#######...####..##..#
#.....#.##.#.##.##...
#.###.#....####..#.#.
#.###.#..##.....###..
#.###.#.##....#.#####
#.....#.#.#.#..#.#...
#######.##....####..#`;
const ADDRESS =
  'otpauth://totp/Parlance:ada%40example.com?issuer=Parlance&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30';

describe('QR codes', () => {
  it('of a short text are those of another encoder', () => {
    const rows = maskedModules('parlance', 1).map((row) => row.map((isDark) => (isDark ? '#' : '.')).join(''));
    expect(`\n${rows.join('\n')}`).toBe(SHORT);
  });

  it('of a text in several blocks are those of another encoder', () => {
    const rows = maskedModules(ADDRESS.repeat(4), 3);
    expect(rows).toHaveLength(81);
    expect(hash('sha256', JSON.stringify(rows)).slice(0, 32)).toBe('70df19c7865ded7278dc38f2fb18524b');
  });

  it('have the mask that is easiest to read, and are as large as their text needs', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((mask) => maskedModules(ADDRESS, mask))).toContainEqual(qrModules(ADDRESS));
    expect([qrModules('').length, qrModules('x'.repeat(17)).length, qrModules('x'.repeat(18)).length]).toEqual([21, 21, 25]);
    expect(() => qrModules('x'.repeat(900))).toThrow(RangeError);
  });
});
