import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BrokenBundle, pack, unpack } from './bundle.ts';
import { pathsFault } from './bundle-path.ts';
import { sentFiles } from './sent-files.ts';

const files = new Map([
  ['main.js', Buffer.from('Parse.Cloud.define("a", () => 1);')],
  ['lib/every.bin', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
  ['empty.txt', Buffer.alloc(0)],
]);

describe('a bundle', () => {
  it('has the same name for the same files in whatever order, and gives them back', async () => {
    const { release, packed } = await pack(files);
    expect(release).toMatch(/^[0-9a-f]{20}$/);
    expect((await pack(new Map([...files].toReversed()))).release).toBe(release);
    expect((await pack(new Map([...files, ['more.js', Buffer.from('1')]]))).release).not.toBe(release);
    const unpacked = await unpack(release, packed);
    expect([...unpacked.keys()].toSorted()).toEqual([...files.keys()].toSorted());
    for (const [path, bytes] of files) expect(unpacked.get(path)?.equals(bytes), path).toBe(true);
  });

  it('SEC is refused when its bytes are not those that its name says', async () => {
    const { release, packed } = await pack(files);
    const changed = gunzipSync(packed);
    changed[changed.length - 1]! ^= 1;
    for (const bytes of [gzipSync(changed), packed.subarray(0, -9), Buffer.from('nothing')]) {
      await expect(unpack(release, bytes)).rejects.toThrow(BrokenBundle);
    }
  });

  it('SEC is not unpacked beyond its largest size', async () => {
    await expect(unpack('0'.repeat(20), gzipSync(Buffer.alloc(64 << 20)))).rejects.toThrow(BrokenBundle);
  });
});

describe('paths of a bundle', () => {
  it.each(['main.js', 'a/b/c.js', '.npmrc', 'node_modules/@scope/x/index.js', 'ümlaut.js', 'a b.js'])('%s is one', (path) => {
    expect(pathsFault([path])).toBeUndefined();
  });

  it.each(['', '/main.js', '../main.js', 'a/../../b.js', 'a//b.js', './a.js', 'a/', 'a\\b.js', 'C:x.js', 'a\0b', 'a\nb', 'x'.repeat(513)])(
    'SEC %j is none',
    (path) => expect(pathsFault([path])).toBeDefined(),
  );

  it('SEC are refused when one is a file and a folder', () => {
    expect(pathsFault(['a', 'a/b.js'])).toMatch(/"a" is a file and a folder/);
  });
});

describe('files as a deployment sends them', () => {
  it('are texts or base64', () => {
    const sent = sentFiles({ 'main.js': 'é', 'x.bin': { base64: '/wA=' } });
    expect([sent.get('main.js'), sent.get('x.bin')]).toEqual([Buffer.from('é'), Buffer.from([255, 0])]);
  });

  it.each([
    [undefined, /files is an object/],
    [[], /files is an object/],
    [{}, /without files/],
    [{ 'main.js': 7 }, /neither a string nor/],
    [{ 'main.js': { base64: '%' } }, /neither a string nor/],
    [{ 'main.js': '', '../x': '' }, /none within a bundle/],
    [Object.fromEntries(Array.from({ length: 5_001 }, (_, n) => [`f${n}`, ''])), /at most 5000 files/],
  ])('ERR-01 %j are refused with 107', (sent, text) => {
    expect(() => sentFiles(sent)).toThrow(expect.objectContaining({ code: 107, message: expect.stringMatching(text) as string }));
  });

  it('ERR-01 are refused with 116 beyond 32 MB', () => {
    const half = 'x'.repeat((16 << 20) + 1);
    expect(() => sentFiles({ 'main.js': half, 'more.js': half })).toThrow(expect.objectContaining({ code: 116, status: 413 }));
  });
});
