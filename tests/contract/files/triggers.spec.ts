import { randomBytes } from 'node:crypto';
import type { functions } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TriggerHost } from './trigger-host.ts';

const NOTHING = () => ({});
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe.each(MODES)('triggers of files, %s', (mode) => {
  const host = new TriggerHost();
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      apps: [{ id: 'test', settings: { fileUpload: { enableForPublic: true }, maxUploadSize: '40mb' } }],
      definitions: { functions: host.definition },
    });
  });
  afterAll(() => parlance?.close());
  beforeEach(() => host.register('test', {}));

  const upload = (name: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    parlance.rest('POST', `/files/${name}`, body, { headers: { 'Content-Type': 'text/plain', ...headers } });
  const download = async ({ body: { url } }: { readonly body: { readonly url: string } }, init: RequestInit = {}) => fetch(url, init);
  const textOf = async (answer: { readonly body: { readonly url: string } }) => (await download(answer)).text();
  const stored = async () => (await parlance.database()).collection('fs.files').countDocuments();

  describe('before and after a save', () => {
    it('see the file with its bytes, its words and its size, and its stored name and address afterwards', async () => {
      const seen: functions.FileInput[] = [];
      const keep = (file: functions.FileInput) => (seen.push(file), {});
      await host.register('test', { beforeSave: keep, afterSave: keep });
      const answer = await upload('note.txt', 'hello', { 'X-Parse-File-Metadata': '{"by":"me"}', 'X-Parse-File-Tags': '{"of":"Ulm"}' });
      expect(answer.status).toBe(201);
      const words = { metadata: { by: 'me' }, tags: { of: 'Ulm' }, size: 5, data: base64('hello'), contentType: 'text/plain' };
      const { name, url } = answer.body as { name: string; url: string };
      expect(seen).toEqual([
        { ...words, name: 'note.txt' },
        { ...words, name, url: expect.stringContaining(new URL(url).pathname) as string },
      ]);
    });

    it('replace bytes, name, type, metadata and tags', async () => {
      await host.register('test', {
        beforeSave: () => ({ data: base64('<b>'), name: 'page.html', metadata: { changed: true }, tags: { a: 'b' } }),
      });
      const answer = await upload('note.txt', 'hello');
      expect(answer.body.name).toMatch(/^[0-9a-f]{32}_page\.html$/);
      expect(await textOf(answer)).toBe('<b>');
      const { body } = await parlance.rest('GET', `/files/test/metadata/${answer.body.name}`);
      expect(body).toEqual({ metadata: { changed: true }, tags: { a: 'b' } });
    });

    it('store nothing for a file that has an address, and answer with that', async () => {
      const seen: functions.FileInput[] = [];
      const url = 'https://cdn.example.com/a b.txt';
      await host.register('test', { beforeSave: () => ({ name: 'a.txt', url }), afterSave: (file) => (seen.push(file), {}) });
      const before = await stored();
      const { status, body, headers } = await upload('note.txt', 'hello');
      expect([status, body, headers.get('Location')]).toEqual([201, { name: 'a.txt', url }, 'https://cdn.example.com/a%20b.txt']);
      expect(seen).toEqual([{ name: 'a.txt', url, size: null }]);
      expect(await stored()).toBe(before);
    });

    it('refuse a file with the code and the text of the code of the app, and nothing is stored', async () => {
      const before = await stored();
      for (const [error, wanted] of [
        [ParseError.custom(9_001, 'No notes.', 418), [418, { code: 9_001, error: 'No notes.' }]],
        [new ParseError('FileSaveError', 'some text'), [400, { code: 130, error: 'some text' }]],
        [new ParseError('ValidationFailed', 'Validation failed.'), [400, { code: 142, error: 'Validation failed.' }]],
      ] as const) {
        await host.register('test', { beforeSave: () => Promise.reject(error) });
        const { status, body } = await upload('note.txt', 'hello');
        expect([status, body]).toEqual(wanted);
      }
      expect(await stored()).toBe(before);
    });

    it('fail the answer when afterSave throws, and the file is stored', async () => {
      await host.register('test', { afterSave: () => Promise.reject(new ParseError('FileSaveError', 'too late')) });
      const before = await stored();
      expect((await upload('note.txt', 'hello')).body).toEqual({ code: 130, error: 'too late' });
      expect(await stored()).toBe(before + 1);
    });

    it('ERR-01 SEC take no unsafe words from code', async () => {
      for (const [outcome, code] of [
        [{ name: '../etc/passwd' }, 122],
        [{ directory: '..' }, 122],
        [{ metadata: JSON.parse('{"__proto__":{"a":1}}') as unknown }, 105],
        [{ tags: [] }, 107],
        [{ url: 'javascript:alert(1)' }, 130],
        [{ name: 7 } as unknown as functions.FileOutcome, 141],
      ] as const) {
        await host.register('test', { beforeSave: () => outcome });
        expect((await upload('note.txt', 'hello')).body.code, JSON.stringify(outcome)).toBe(code);
      }
    });

    it('do not see the bytes of a stream, whose size is null where the client says none', async () => {
      const seen: functions.FileInput[] = [];
      await host.register('test', { beforeSave: (file) => (seen.push(file), { name: 'renamed.txt' }) });
      const streamed = await upload('note.txt', 'hello', { 'X-Parse-Upload-Mode': 'stream' });
      expect(await textOf(streamed)).toBe('hello');
      const address = `${parlance.url}/files/note.txt`;
      const { keys, id } = parlance.app();
      const headers = { 'X-Parse-Application-Id': id, 'X-Parse-REST-API-Key': keys.rest, 'X-Parse-Upload-Mode': 'stream' };
      const body = new Blob(['chunked']).stream();
      const chunked = await fetch(address, { method: 'POST', headers, body, duplex: 'half' });
      expect(((await chunked.json()) as { name: string }).name).toMatch(/_renamed\.txt$/);
      expect(seen.map(({ size, isStream, data }) => [size, isStream, data])).toEqual([
        [5, true, undefined],
        [null, true, undefined],
      ]);
    });

    it('do not see the bytes of a file beyond 32 MB, which is stored as it comes', async () => {
      const seen: functions.FileInput[] = [];
      await host.register('test', { beforeSave: (file) => (seen.push(file), {}) });
      const bytes = randomBytes((32 << 20) + 1);
      const answer = await upload('large.bin', bytes, { 'Content-Type': 'application/octet-stream' });
      expect(seen.map(({ size, isStream, data }) => [size, isStream, data])).toEqual([[bytes.length, true, undefined]]);
      const got = Buffer.from(await (await download(answer)).arrayBuffer());
      expect(got.equals(bytes)).toBe(true);
    });
  });

  it('before and after a deletion: the first may refuse it, the second comes when the file is gone', async () => {
    const { body } = await upload('note.txt', 'hello');
    const path = `/files/${body.name as string}`;
    await host.register('test', { beforeDelete: () => Promise.reject(new ParseError('FileDeleteError', 'keep it')), afterDelete: NOTHING });
    expect((await parlance.masterRest('DELETE', path)).body).toEqual({ code: 153, error: 'keep it' });
    expect([host.calls, (await fetch(body.url as string)).status]).toEqual([['beforeDelete'], 200]);

    const seen: functions.FileInput[] = [];
    const keep = (file: functions.FileInput) => (seen.push(file), {});
    await host.register('test', { beforeDelete: keep, afterDelete: keep });
    expect((await parlance.masterRest('DELETE', path)).status).toBe(200);
    const file = { name: body.name as string, url: expect.stringContaining(path.slice('/files/'.length)) as string, size: null };
    expect(seen).toEqual([file, file]);
    expect((await fetch(body.url as string)).status).toBe(404);
  });

  describe('before and after a find', () => {
    it('lead to another file', async () => {
      const [one, other] = [await upload('one.txt', 'one'), await upload('other.txt', 'other')];
      await host.register('test', { beforeFind: ({ name }) => (name === one.body.name ? { name: other.body.name as string } : {}) });
      expect([await textOf(one), await textOf(other)]).toEqual(['other', 'other']);
    });

    it('refuse a download with 403, and its metadata too', async () => {
      const answer = await upload('note.txt', 'hello');
      for (const kind of ['beforeFind', 'afterFind'] as const) {
        await host.register('test', { [kind]: () => Promise.reject(new ParseError('CloudCodeFailed', 'not you')) });
        const refused = await download(answer);
        expect([refused.status, await refused.json()]).toEqual([403, { code: 141, error: 'not you' }]);
        const { status, body } = await parlance.rest('GET', `/files/test/metadata/${answer.body.name as string}`);
        expect([status, body]).toEqual([403, { code: 141, error: 'not you' }]);
      }
    });

    it('see the bytes of a whole file and send others, with a name of their own, to be saved', async () => {
      const answer = await upload('note.txt', 'hello');
      await host.register('test', {
        afterFind: ({ data = '' }) => ({ data: base64(`${Buffer.from(data, 'base64').toString()}!`), name: 'b.txt', forceDownload: true }),
      });
      const got = await download(answer);
      expect([got.status, await got.text(), got.headers.get('Content-Disposition')]).toEqual([
        200,
        'hello!',
        'attachment; filename="b.txt"',
      ]);
      expect([got.headers.get('Content-Length'), got.headers.get('ETag'), got.headers.get('Cache-Control')]).toEqual([
        '6',
        null,
        'private, no-store',
      ]);
      const range = await download(answer, { headers: { Range: 'bytes=0-1' } });
      expect([range.status, await range.text()]).toEqual([206, 'he']);
      const head = await download(answer, { method: 'HEAD' });
      expect([head.status, head.headers.get('Content-Length'), await head.text()]).toEqual([200, '6', '']);
    });

    it('SEC set header fields, but none of those that protect the origin or frame the answer', async () => {
      const answer = await upload('note.txt', 'hello');
      const responseHeaders = {
        'X-Team': 'red',
        'cache-control': 'max-age=5',
        'Content-Language': 'de\r\nX-Bad: 1',
        'Content-Security-Policy': "default-src 'unsafe-inline'",
        'X-Content-Type-Options': 'sniff',
        'X-Accel-Redirect': '/etc/passwd',
        'Set-Cookie': 'a=b',
        'Content-Length': '1',
        ETag: '"x"',
      };
      await host.register('test', { afterFind: () => ({ responseHeaders }) });
      const { headers, status } = await download(answer);
      expect(status).toBe(200);
      expect(['x-team', 'cache-control', 'content-length', 'x-content-type-options'].map((name) => headers.get(name))).toEqual([
        'red',
        'max-age=5',
        '5',
        'nosniff',
      ]);
      expect(['x-bad', 'x-accel-redirect', 'set-cookie', 'content-language'].map((name) => headers.get(name))).toEqual([
        null,
        null,
        null,
        null,
      ]);
      expect(headers.get('content-security-policy')).toContain('sandbox');
    });

    it('are asked about every download, since clients keep no copy without asking', async () => {
      const answer = await upload('note.txt', 'hello');
      await host.register('test', { afterFind: NOTHING });
      const first = await download(answer);
      expect(first.headers.get('Cache-Control')).toBe('private, no-cache');
      const again = await download(answer, { headers: { 'If-None-Match': first.headers.get('ETag') ?? '' } });
      expect([again.status, host.calls]).toEqual([304, ['afterFind', 'afterFind']]);
    });
  });

  it('of an app without any are never asked', async () => {
    const answer = await upload('note.txt', 'hello');
    expect([await textOf(answer), (await parlance.masterRest('DELETE', `/files/${answer.body.name as string}`)).status]).toEqual([
      'hello',
      200,
    ]);
    expect(host.calls).toEqual([]);
  });
});
