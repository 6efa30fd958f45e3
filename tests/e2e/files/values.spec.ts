import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createCipheriv, createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ObjectId } from '@parlance/mongo';
import { startParlance, type Parlance } from '@parlance/testing';
import { here } from './here.ts';

const ENCRYPTION_KEY = 'a key of the app that was before';

describe('files in objects, and files at rest', () => {
  let parlance: Parlance;
  let folder: string;
  const common = { allowClientClassCreation: true, fileUpload: { enableForPublic: true } };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parlance-disk-'));
    parlance = await startParlance({
      mode: 'split',
      replicas: { gateway: 2, files: 2 },
      apps: [
        { id: 'test', settings: common },
        { id: 'signed', settings: { ...common, files: { urls: 'signed', urlSeconds: 60 } } },
        { id: 'disk', settings: { ...common, files: { store: 'disk' } } },
        { id: 'sealed', settings: { ...common, files: { encrypt: true } } },
        { id: 'old', settings: { ...common, encryptionKey: ENCRYPTION_KEY } },
        { id: 'private', settings: { ...common, fileDownload: { enableForPublic: false } } },
        { id: 'classic', settings: { ...common, classicLimits: true } },
        { id: 'strict', settings: { ...common, fileUpload: { enableForPublic: true, enableForAnonymousUser: false } } },
      ],
      env: { PARLANCE_FILES_KEY: randomBytes(32).toString('base64'), PARLANCE_FILES_FOLDER: folder },
    });
  });
  afterAll(async () => {
    await parlance.close();
    await rm(folder, { recursive: true, force: true });
  });

  const upload = async (id: string, body: Buffer | string, name = 'a.txt', options = {}) => {
    const { status, body: answer } = await parlance.rest('POST', `/files/${name}`, body, {
      app: parlance.app(id),
      headers: { 'Content-Type': 'application/octet-stream' },
      ...options,
    });
    expect(status).toBe(201);
    return answer as { name: string; url: string };
  };

  it('FIL-05 FIL-34 file values carry a working address wherever they stand, made at read time from the name', async () => {
    const { name, url } = await upload('test', 'hello');
    const value = { __type: 'File', name, url: 'http://evil.example/x' };
    const { body: made } = await parlance.rest('POST', '/classes/Note', { file: value, list: [value], deep: { a: { b: [value] } } });
    const right = {
      __type: 'File',
      name,
      url: expect.stringMatching(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/parse/files/test/${name}$`)),
    };
    expect(await (await fetch(url)).text()).toBe('hello');
    const { body: read } = await parlance.rest('GET', `/classes/Note/${made.objectId}`);
    expect([read.file, read.list, read.deep]).toEqual([right, [right], { a: { b: [right] } }]);
    await parlance.rest('POST', '/classes/Page', { note: { __type: 'Pointer', className: 'Note', objectId: made.objectId } });
    const { body: found } = await parlance.rest('GET', '/classes/Page?include=note');
    expect([found.results[0].note.file, found.results[0].note.list]).toEqual([right, [right]]);
    const { body: rows } = await parlance.masterRest('GET', `/aggregate/Note?${new URLSearchParams({ $match: '{}' }).toString()}`);
    expect(rows.results[0].file).toEqual(right);
    const { body: user } = await parlance.rest('POST', '/users', { username: 'bo', password: 'correct horse', picture: value });
    const { body: me } = await parlance.rest('GET', '/users/me', undefined, { headers: { 'X-Parse-Session-Token': user.sessionToken } });
    expect(me.picture).toEqual(right);
    const stored = await (await parlance.database()).collection('Note').findOne({});
    expect(stored?.['file']).toBe(name);
  });

  it('FIL-21 FIL-34 deleting or changing an object leaves its file', async () => {
    const { name, url } = await upload('test', 'stays');
    const { body: made } = await parlance.rest('POST', '/classes/Other', { file: { __type: 'File', name } });
    await parlance.rest('PUT', `/classes/Other/${made.objectId}`, { file: { __op: 'Delete' } });
    await parlance.rest('DELETE', `/classes/Other/${made.objectId}`);
    expect(await (await fetch(url)).text()).toBe('stays');
  });

  it('FIL-25 FIL-26 a file value without a name, and a string in a field of files, are refused', async () => {
    await parlance.rest('POST', '/classes/Typed', { file: { __type: 'File', name: 'x.txt' } });
    expect((await parlance.rest('POST', '/classes/Typed', { file: 'x.txt' })).body).toMatchObject({ code: 111 });
    expect((await parlance.rest('POST', '/classes/Typed', { file: { __type: 'File' } })).body).toMatchObject({ code: 111 });
  });

  it('FIL-32 a file is there on every instance at once', async () => {
    const { name } = await upload('test', 'everywhere', 'b.txt', { gateway: 0 });
    for (const address of parlance.urls) expect(await (await fetch(`${address}/files/test/${name}`)).text()).toBe('everywhere');
  });

  it('FIL-37 SEC signed addresses work, expire, and are the only way', async () => {
    const { name, url } = await upload('signed', 'for some');
    expect(url).toMatch(/\?expires=\d+&signature=[\w-]{32}$/);
    expect(await (await fetch(url)).text()).toBe('for some');
    const bare = url.slice(0, url.indexOf('?'));
    for (const wrong of [bare, `${bare}?expires=99999999999&signature=x`, url.replace(/expires=\d+/, 'expires=99999999999')]) {
      expect((await fetch(wrong)).status, wrong).toBe(403);
    }
    expect((await fetch(bare.replace('/files/signed/', '/files/signed/metadata/'))).status).toBe(403);
    expect((await fetch(url.replace('/files/signed/', '/files/signed/metadata/'))).status).toBe(200);
    const app = parlance.app('signed');
    const acl = { '*': { read: false }, nobody: { read: true } };
    await parlance.rest('POST', '/classes/Note', { file: { __type: 'File', name }, ACL: acl }, { app });
    expect((await parlance.rest('GET', '/classes/Note', undefined, { app })).body.results).toEqual([]);
    const { body } = await parlance.masterRest('GET', '/classes/Note', undefined, { app });
    expect(await (await fetch(here(parlance, body.results[0].file.url))).text()).toBe('for some');
    const master = await fetch(bare, { headers: { 'X-Parse-Application-Id': 'signed', 'X-Parse-Master-Key': app.keys.master } });
    expect(master.status).toBe(200);
  });

  it('FIL-04 FIL-17 files on disk and encrypted files give every range', async () => {
    for (const id of ['disk', 'sealed']) {
      const bytes = randomBytes(300_000);
      const { url, name } = await upload(id, bytes, 'a.bin');
      expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes), id).toBe(true);
      for (const [from, to] of [
        [0, 0],
        [65_535, 65_536],
        [131_072, 200_000],
        [299_999, 299_999],
      ] as const) {
        const response = await fetch(url, { headers: { Range: `bytes=${from}-${to}` } });
        expect([response.status, response.headers.get('content-range')], id).toEqual([206, `bytes ${from}-${to}/300000`]);
        expect(Buffer.from(await response.arrayBuffer()).equals(bytes.subarray(from, to + 1)), id).toBe(true);
      }
      expect((await parlance.masterRest('DELETE', `/files/${name}`, undefined, { app: parlance.app(id) })).status).toBe(200);
      expect((await fetch(url)).status).toBe(404);
    }
  });

  it('SEC an encrypted file is not stored in clear', async () => {
    const secret = 'A secret that is easy to find again. '.repeat(20);
    await upload('sealed', secret);
    const chunks = await (await parlance.database('sealed')).collection('fs.chunks').find({}, { promoteBuffers: true }).toArray();
    expect(chunks.length).toBeGreaterThan(0);
    for (const { data } of chunks) expect((data as Buffer).includes('easy to find')).toBe(false);
  });

  it('the keys of encrypted files are wrapped by the current key, and the files stay', async () => {
    const app = parlance.app('sealed');
    const { url, name } = await upload('sealed', 'before the change');
    const files = (await parlance.database('sealed')).collection('fs.files');
    const before = await files.findOne({ filename: name });
    const { body } = await parlance.masterRest('POST', '/admin/files/rotate-keys', {}, { app });
    expect(body).toMatchObject({ rotated: 0, examined: await files.countDocuments() });
    expect((await files.findOne({ filename: name }))?.['parlance']).toEqual(before?.['parlance']);
    expect(await (await fetch(url)).text()).toBe('before the change');
    expect((await parlance.rest('POST', '/admin/files/rotate-keys', {}, { app })).status).toBe(403);
  });

  it('serves the files of an adopted database: in clear, and encrypted by Parse Server', async () => {
    const database = await parlance.database('old');
    const put = async (filename: string, data: Buffer, metadata?: object) => {
      const _id = new ObjectId();
      const chunkSize = 261_120;
      for (let n = 0; n * chunkSize < data.length; n++) {
        const part = data.subarray(n * chunkSize, (n + 1) * chunkSize);
        await database.collection('fs.chunks').insertOne({ files_id: _id, n, data: part });
      }
      await database.collection('fs.files').insertOne({ _id, filename, length: data.length, chunkSize, uploadDate: new Date(), metadata });
    };
    const key = createHash('sha256').update(ENCRYPTION_KEY).digest('base64').substring(0, 32);
    const encrypt = (bytes: Buffer) => {
      const iv = randomBytes(16);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      return Buffer.concat([cipher.update(bytes), cipher.final(), iv, cipher.getAuthTag()]);
    };
    const bytes = randomBytes(600_000);
    await put('0123_clear.bin', bytes, { of: 'old' });
    await put('0123_sealed.bin', encrypt(bytes));
    for (const name of ['0123_clear.bin', '0123_sealed.bin']) {
      const url = `${parlance.url}/files/old/${name}`;
      expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes), name).toBe(true);
      const part = await fetch(url, { headers: { Range: 'bytes=300000-300009' } });
      expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(300_000, 300_010)), name).toBe(true);
    }
    expect((await parlance.rest('GET', '/files/old/metadata/0123_clear.bin')).body).toEqual({ metadata: { of: 'old' } });
  });

  it('FIL-16 an adopted file with a name of another script, in a directory, is downloaded under its name', async () => {
    const database = await parlance.database('old');
    const [_id, filename] = [new ObjectId(), 'one/two/0123_bär "1".txt'];
    await database.collection('fs.chunks').insertOne({ files_id: _id, n: 0, data: Buffer.from('hello') });
    await database.collection('fs.files').insertOne({ _id, filename, length: 5, chunkSize: 261_120, uploadDate: new Date() });
    const { body: made } = await parlance.rest(
      'POST',
      '/classes/Note',
      { file: { __type: 'File', name: filename } },
      { app: parlance.app('old') },
    );
    const { body } = await parlance.rest('GET', `/classes/Note/${made.objectId}`, undefined, { app: parlance.app('old') });
    expect(body.file.url).toMatch(/\/files\/old\/one\/two\/0123_b%C3%A4r%20%221%22\.txt$/);
    const response = await fetch(here(parlance, body.file.url));
    expect([response.status, await response.text()]).toEqual([200, 'hello']);
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="0123_b_r _1_.txt"; filename*=UTF-8''0123_b%C3%A4r%20%221%22.txt`,
    );
    expect((await fetch(`${parlance.url}/files/old/one%2Ftwo%2F0123_b%C3%A4r%20%221%22.txt`, { method: 'HEAD' })).status).toBe(200);
    const removed = await parlance.masterRest('DELETE', '/files/one/two/0123_b%C3%A4r%20%221%22.txt', undefined, {
      app: parlance.app('old'),
    });
    expect([removed.status, (await fetch(here(parlance, body.file.url))).status]).toEqual([200, 404]);
  });

  it('FIL-19 under classicLimits only a file to which something refers is deleted by request', async () => {
    const app = parlance.app('classic');
    const { name } = await upload('classic', 'x');
    const remove = () => parlance.masterRest('DELETE', `/files/${name}`, undefined, { app });
    expect((await remove()).body).toMatchObject({ code: 153 });
    await parlance.rest('POST', '/classes/Note', { list: [{ __type: 'File', name }] }, { app });
    expect((await remove()).status).toBe(200);
  });

  it('SEC downloads may be for users alone', async () => {
    const app = parlance.app('private');
    const { url } = await upload('private', 'for users');
    expect((await fetch(url)).status).toBe(403);
    const { body } = await parlance.rest('POST', '/users', { username: 'cy', password: 'correct horse' }, { app });
    const headers = {
      'X-Parse-Application-Id': 'private',
      'X-Parse-REST-API-Key': app.keys.rest,
      'X-Parse-Session-Token': body.sessionToken,
    };
    const found = await fetch(url, { headers });
    expect([found.status, found.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
  });

  it('FIL-13 SEC anonymous users are told from others', async () => {
    const app = parlance.app('strict');
    const authData = { anonymous: { id: '00000000-0000-4000-8000-000000000001' } };
    const { body: guest } = await parlance.rest('POST', '/users', { authData }, { app });
    const { body: named } = await parlance.rest('POST', '/users', { username: 'di', password: 'correct horse' }, { app });
    const as = (token: string) =>
      parlance.rest('POST', '/files/a.txt', 'x', { app, headers: { 'Content-Type': 'text/plain', 'X-Parse-Session-Token': token } });
    expect((await as(guest.sessionToken)).body).toEqual({ code: 130, error: 'File upload by anonymous user is disabled.' });
    expect((await as(named.sessionToken)).status).toBe(201);
  });
});
