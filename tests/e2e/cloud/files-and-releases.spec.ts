import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NODE, ROOT } from '../../../tools/launcher/paths.ts';
import { sdkOf, type ParseSdk } from '../sdk.ts';

const run = promisify(execFile);

const MAIN = `
const { loud } = require('./lib/loud.js');
Parse.Cloud.beforeSave(Parse.File, async ({ file, fileSize, user }) => {
  if (fileSize > 1000) throw new Error('Too large for us.');
  if (file.name() === 'secret.txt') throw new Parse.Error(9001, 'Not here.');
  if (file.name() === 'elsewhere.txt') return Parse.File.fromJSON({ __type: 'File', name: 'a.txt', url: 'https://cdn.example.com/a.txt' });
  const text = Buffer.from(await file.getData(), 'base64').toString();
  if (file.name() === 'shout.txt') return new Parse.File('loud.txt', { base64: Buffer.from(loud(text)).toString('base64') }, 'text/plain');
  file.addMetadata('seenBy', user ? user.get('username') : 'nobody');
});
Parse.Cloud.afterSave(Parse.File, async ({ file, fileSize }) => {
  await new Parse.Object('Upload').save({ name: file.name(), url: file.url(), size: fileSize }, { useMasterKey: true });
});
Parse.Cloud.beforeDelete(Parse.File, ({ file }) => { if (file.name().endsWith('keep.txt')) throw 'It stays.'; });
Parse.Cloud.beforeFind(Parse.File, ({ file, user }) => { if (file.name().endsWith('private.txt') && !user) throw new Parse.Error(9002, 'Log in.'); });
Parse.Cloud.afterFind(Parse.File, (request) => {
  if (request.file.name().endsWith('saved.txt')) request.forceDownload = true;
  if (request.responseHeaders) request.responseHeaders['X-Team'] = 'red'; // there are none for metadata
});
`;

describe('Cloud Code that is deployed by the command, and its triggers of files', () => {
  let parlance: Parlance;
  let Parse: ParseSdk;
  let folder: string;
  beforeAll(async () => {
    const settings = { allowClientClassCreation: true, fileUpload: { enableForPublic: true } };
    parlance = await startParlance({ mode: 'split', apps: [{ id: 'test', settings }] });
    Parse = sdkOf(parlance, { masterKey: true });
    folder = await mkdtemp(join(tmpdir(), 'cloud-e2e-'));
    await mkdir(join(folder, 'lib'));
    await writeFile(join(folder, 'lib/loud.js'), 'exports.loud = (text) => text.toUpperCase();');
    await writeFile(join(folder, 'main.js'), MAIN);
  });
  afterAll(async () => {
    await parlance?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const command = async (...args: string[]) => {
    const { master: MASTER_KEY } = parlance.app().keys;
    const all = [join(ROOT, 'tools/cloud.mjs'), ...args, '--url', parlance.url, '--app', 'test'];
    try {
      return { code: 0, ...(await run(NODE, all, { env: { ...process.env, MASTER_KEY } })) };
    } catch (error) {
      return error as { readonly code: number; readonly stdout: string; readonly stderr: string };
    }
  };
  const upload = (name: string, text: string) =>
    new Parse.File(name, { base64: Buffer.from(text).toString('base64') }, 'text/plain').save();
  const textAt = async (url: string | undefined) => (await fetch(url ?? '')).text();

  it('CLD-30 CLD-40 the command deploys a folder, says why it cannot, lists and rolls back', { timeout: 60_000 }, async () => {
    expect(await command('deploy', folder, '--note', 'files')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^[0-9a-f]{20} is in force: 2 files, 0 functions, 5 triggers, 0 jobs\.\n$/) as string,
    });
    await writeFile(join(folder, 'lib/loud.js'), 'exports.loud = ;');
    const refused = await command('deploy', folder);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/^lib\/loud\.js:1:\d+: /)]);
    const { stdout } = await command('list');
    expect(stdout).toMatch(/^\* [0-9a-f]{20} {2}\S+Z {2}2 files, \d+ bytes {2}files\n$/);
    expect(await command('rollback')).toMatchObject({ code: 1, stderr: 'There is no release before this one.\n' });
    expect((await command('rollback', 'a', 'b')).code).toBe(2);
  });

  it('beforeSave changes files, leads elsewhere and refuses; afterSave sees them stored', async () => {
    const loud = await upload('shout.txt', 'hello');
    expect([loud?.name(), await textAt(loud?.url())]).toEqual([expect.stringMatching(/_loud\.txt$/), 'HELLO']);
    const quiet = await upload('quiet.txt', 'hello');
    expect((await parlance.rest('GET', `/files/test/metadata/${quiet?.name()}`)).body.metadata).toEqual({ seenBy: 'nobody' });
    const elsewhere = await upload('elsewhere.txt', 'hello');
    expect([elsewhere?.name(), elsewhere?.url()]).toEqual(['a.txt', 'https://cdn.example.com/a.txt']);
    const refusalOf = async (saving: Promise<unknown> | undefined) => {
      const { code, message } = (await saving?.then(
        () => new Error('It was saved.'),
        (error: unknown) => error,
      )) as Error & { readonly code?: number };
      return [code, message];
    };
    expect(await refusalOf(upload('secret.txt', 'x'))).toEqual([9001, 'Not here.']);
    expect(await refusalOf(upload('large.txt', 'x'.repeat(1_001)))).toEqual([130, 'Too large for us.']);
    const uploads = await new Parse.Query('Upload').ascending('createdAt').find({ useMasterKey: true });
    expect(uploads.map((row) => [row.get('name') as string, row.get('size') as number | undefined])).toEqual([
      [loud?.name(), 5],
      [quiet?.name(), 5],
      ['a.txt', null],
    ]);
  });

  it('the other triggers refuse and change downloads and deletions', async () => {
    const kept = await upload('keep.txt', 'hello');
    expect((await parlance.masterRest('DELETE', `/files/${kept?.name()}`)).body).toEqual({ code: 153, error: 'It stays.' });
    const hidden = await upload('private.txt', 'hello');
    const refused = await fetch(hidden?.url() ?? '');
    expect([refused.status, await refused.json()]).toEqual([403, { code: 9002, error: 'Log in.' }]);
    const saved = await fetch((await upload('saved.txt', 'hello'))?.url() ?? '');
    expect([saved.headers.get('X-Team'), saved.headers.get('Content-Disposition')]).toEqual(['red', 'attachment; filename="saved.txt"']);
    expect(await saved.text()).toBe('hello');
  });
});
