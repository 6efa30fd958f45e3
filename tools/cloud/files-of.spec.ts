import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesOf } from './files-of.ts';

describe('the files of a folder that is to be deployed', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cloud-command-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are texts, and base64 where they are none; hidden ones stay', async () => {
    await mkdir(join(folder, 'lib/deep'), { recursive: true });
    await mkdir(join(folder, '.git'));
    await writeFile(join(folder, 'main.js'), 'é');
    await writeFile(join(folder, 'lib/deep/x.bin'), Buffer.from([255, 0]));
    await writeFile(join(folder, '.env'), 'SECRET=1');
    await writeFile(join(folder, '.git/config'), '');
    expect(await filesOf(folder)).toEqual({ 'main.js': 'é', 'lib/deep/x.bin': { base64: '/wA=' } });
  });

  it('are refused with a link among them, which leads elsewhere', async () => {
    await symlink('/etc/passwd', join(folder, 'main.js'));
    await expect(filesOf(folder)).rejects.toThrow('is neither a file nor a folder');
  });

  it('are refused when there is no such folder', async () => {
    await expect(filesOf(join(folder, 'nowhere'))).rejects.toThrow('ENOENT');
  });
});
