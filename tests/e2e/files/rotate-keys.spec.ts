import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../tools/launcher/paths.ts';

const FILES = 205; // more than one step of the command
const [OLD, NEW] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];

/** Deployments one after the other, over one folder of files, each with its keys. */
describe('the key of the deployment that wraps the keys of files is changed', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parlance-keys-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function deployedWith<Result>(keys: string, work: (parlance: Parlance) => Promise<Result>): Promise<Result> {
    const settings = { fileUpload: { enableForPublic: true }, files: { store: 'disk', encrypt: true } };
    const env = { PARLANCE_FILES_KEY: keys, PARLANCE_FILES_FOLDER: folder };
    const parlance = await startParlance({ mode: 'fused', apps: [{ id: 'sealed', settings }], env });
    try {
      return await work(parlance);
    } finally {
      await parlance.close();
    }
  }
  const read = async (parlance: Parlance, name: string) => {
    const response = await fetch(`${parlance.url}/files/sealed/${name}`);
    return response.status === 200 ? response.text() : response.status;
  };
  const command = (parlance: Parlance, ...more: string[]) =>
    new Promise<{ code: number; out: string; said: string }>((resolve) => {
      const args = [join(ROOT, 'tools/rotate-file-keys.mjs'), '--url', parlance.url, '--app', 'sealed', ...more];
      const env = { ...process.env, MASTER_KEY: parlance.app('sealed').keys.master };
      execFile(process.execPath, args, { env }, (error, out, said) => resolve({ code: Number(error?.code ?? 0), out, said }));
    });

  it('files stay readable before, during and after; then the old key can go', async () => {
    const names = await deployedWith(OLD, async (parlance) => {
      const all: string[] = [];
      for (let at = 0; at < FILES; at++) {
        const { body } = await parlance.rest('POST', `/files/${at}.txt`, `file ${at}`, { headers: { 'Content-Type': 'text/plain' } });
        all.push(body.name as string);
      }
      return all;
    });
    const last = FILES - 1;
    expect(await deployedWith(NEW, (parlance) => read(parlance, names[0]!))).toBe(503);

    await deployedWith(`${NEW},${OLD}`, async (parlance) => {
      expect(await read(parlance, names[0]!)).toBe('file 0');
      const { body: fresh } = await parlance.rest('POST', '/files/new.txt', 'new', { headers: { 'Content-Type': 'text/plain' } });
      names.push(fresh.name as string);
      let isDone = false;
      const reading = (async () => {
        const seen = new Set<string | number>();
        while (!isDone) seen.add(await read(parlance, names[last]!));
        return [...seen];
      })();
      const first = await command(parlance);
      isDone = true;
      expect(await reading).toEqual([`file ${last}`]);
      expect(first).toMatchObject({ code: 0, said: '' });
      expect(first.out).toContain('sealed: 200 files looked at, ');
      expect(first.out).toContain(`sealed: ${FILES + 1} files looked at, ${FILES} keys wrapped anew.`);
      const again = await command(parlance);
      expect(again.out).toContain(`sealed: ${FILES + 1} files looked at, 0 keys wrapped anew.`);
    });

    await deployedWith(NEW, async (parlance) => {
      for (const [at, name] of names.entries()) expect(await read(parlance, name)).toBe(at < FILES ? `file ${at}` : 'new');
    });
  });

  it('goes on from the place that it is given, and says why it stops', async () => {
    await deployedWith(NEW, async (parlance) => {
      const { body } = await parlance.masterRest('POST', '/admin/files/rotate-keys', {}, { app: parlance.app('sealed') });
      const rest = await command(parlance, '--place', JSON.stringify(body.next));
      expect(rest.out).toContain(`sealed: ${FILES + 1 - body.examined} files looked at, 0 keys wrapped anew.`);
      expect(await command(parlance, '--place', '{"store":5}')).toMatchObject({ code: 1, said: expect.stringContaining("--place '{") });
    });
    await deployedWith(OLD, async (parlance) => {
      const { code, said } = await command(parlance);
      expect([code, said]).toEqual([1, expect.stringContaining('key of this file is missing')]);
    });
  });
});
