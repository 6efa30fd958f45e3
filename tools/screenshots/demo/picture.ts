import { crc32, deflateSync } from 'node:zlib';

/** A treasure chest by the sea; each letter is a square. */
const CHEST = [
  'ssssssssssss',
  'ssssssssssss',
  'sssbbbbbbsss',
  'ssbddddddbss',
  'sbddddddddbs',
  'sbbbbggbbbbs',
  'sbddgggddddb',
  'sbdddggddddb',
  'wbddddddddbw',
  'wbbbbbbbbbbw',
  'aaaaaaaaaaaa',
  'aaaaaaaaaaaa',
];
const COLOURS: Readonly<Record<string, readonly number[]>> = {
  s: [134, 197, 232],
  w: [58, 134, 190],
  a: [236, 207, 139],
  b: [92, 54, 24],
  d: [158, 98, 44],
  g: [250, 204, 46],
};
const SCALE = 8;
const RGB = 2;

/** A small PNG for the File columns of the demo. */
export function chestPicture(): Buffer {
  const size = CHEST.length * SCALE;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, RGB, 0, 0, 0], 8);
  const lines = CHEST.flatMap((line) => Array.from({ length: SCALE }, () => [0, ...[...line].flatMap(square)]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(lines.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const square = (letter: string): readonly number[] => Array.from({ length: SCALE }, () => COLOURS[letter] ?? [0, 0, 0]).flat();

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
