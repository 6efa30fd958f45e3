import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copiesPrefix, removeLeftCopies } from './left-copies.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'left-copies-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('removes the copies of processes that are gone, and nothing else', async () => {
  const { pid: gone } = spawnSync(process.execPath, ['--version']);
  const of = (host: string, pid: number) => `parlance-cloud-copies-${host}-${pid}-Abc123`;
  const names = {
    left: of(hostname(), gone),
    own: `${copiesPrefix()}Abc123`,
    running: of(hostname(), process.ppid),
    elsewhere: of('another-host-2', gone),
    recent: 'parlance-cloud-copies-Abc123',
    old: 'parlance-cloud-copies-Xyz789',
    other: 'something-else-1',
  };
  for (const name of Object.values(names)) {
    await mkdir(join(folder, name, 'app'), { recursive: true });
    await writeFile(join(folder, name, 'app', 'main.js'), '');
  }
  const longAgo = new Date(Date.now() - 48 * 3_600_000);
  await utimes(join(folder, names.old), longAgo, longAgo);
  await removeLeftCopies(folder);
  const { left: _left, old: _old, ...kept } = names;
  expect((await readdir(folder)).sort()).toEqual(Object.values(kept).sort());
  await removeLeftCopies(join(folder, 'nowhere'));
});
