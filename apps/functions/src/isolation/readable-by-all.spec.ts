import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isReadableByAll } from './readable-by-all.ts';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'readable-'));
  file = join(folder, 'main.js');
  await writeFile(file, '');
});
afterAll(() => rm(folder, { recursive: true }));

describe('a file that a process with a user of its own has to read', () => {
  it.each([
    [0o755, 0o644, true],
    [0o711, 0o644, true],
    [0o700, 0o644, false],
    [0o755, 0o640, false],
  ])('in a folder of mode %o and of mode %o: %s', async (ofFolder, ofFile, expected) => {
    await chmod(folder, ofFolder);
    await chmod(file, ofFile);
    expect(isReadableByAll(file)).toBe(expected);
  });

  it('is judged by its own place as well where a link leads to it', async () => {
    const other = await mkdtemp(join(tmpdir(), 'links-'));
    await chmod(other, 0o755);
    await symlink(file, join(other, 'link.js'));
    await chmod(file, 0o644);
    await chmod(folder, 0o755);
    expect(isReadableByAll(join(other, 'link.js'))).toBe(true);
    await chmod(folder, 0o700);
    expect(isReadableByAll(join(other, 'link.js'))).toBe(false);
    await rm(other, { recursive: true });
  });

  it('is not readable when it is not there', () => {
    expect(isReadableByAll(join(folder, 'none'))).toBe(false);
  });
});
