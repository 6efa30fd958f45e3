import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startParlance, type Parlance, type RestOptions } from '@parlance/testing';

/** The smallest picture there is, and pages in disguise. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const HTML = '<!doctype html><script>document.title = "it ran"</script>';
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

describe('files, hostile', () => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode: 'split',
      apps: [
        { id: 'test', settings: { fileUpload: { enableForPublic: true }, maxUploadSize: 200_000 } },
        { id: 'closed' },
        { id: 'all', settings: { fileUpload: { enableForPublic: true, fileExtensions: ['*'] } } },
        {
          id: 'careful',
          settings: { fileUpload: { enableForPublic: true }, files: { requireContentType: true, requireContentLength: true } },
        },
        { id: 'full', settings: { fileUpload: { enableForPublic: true }, files: { quota: 1_000 } } },
      ],
    });
  });
  afterAll(() => parlance.close());

  const upload = (path: string, body: Uint8Array | string, { headers = {}, ...options }: RestOptions = {}) =>
    parlance.rest('POST', path, body, { headers: { 'Content-Type': 'application/octet-stream', ...headers }, ...options });
  const fileCount = async (app = 'test') => (await parlance.database(app)).collection('fs.files').countDocuments();
  const chunkCount = async (app = 'test') => (await parlance.database(app)).collection('fs.chunks').countDocuments();

  it.each([
    ...['/files/..%2f..%2fetc%2fpasswd', '/files/a%5cb', '/files/a%00.png', '/files/a%0d%0aX-Evil:1', '/files/.htaccess'],
    ...['/files/%ef%bc%8fa', '/files/a%252fb', '/files/%e2%80%ae.png', `/files/${'x'.repeat(129)}`, '/files/'],
  ])('FIL-06 FIL-07 SEC the name in %s is refused with 122', async (path) => {
    const { status, body } = await upload(path, 'x');
    expect([status, body.code]).toEqual([400, 122]);
  });

  it.each([
    ['evil.html', HTML, 'image/png'],
    ['evil.svg', SVG, 'image/png'],
    ['evil.png.svg', SVG, 'image/png'],
    ['evil', HTML, 'text/html'],
    ['evil', SVG, 'image/svg+xml; charset=utf-8'],
    ['evil.unknown', HTML, 'text/html'],
    ['evil', HTML, 'image//html'],
  ])('FIL-14 SEC %s with %s declared as %s is refused with 130, and the master key may', async (name, body, type) => {
    const refused = await upload(`/files/${name}`, body, { headers: { 'Content-Type': type } });
    expect([refused.status, refused.body.code]).toEqual([400, 130]);
    const taken = await parlance.masterRest('POST', `/files/${name}`, body, { headers: { 'Content-Type': type } });
    expect(taken.status).toBe(201);
  });

  it.each([
    ['page.html', HTML, 'text/html'],
    ['page.svg', SVG, 'image/svg+xml'],
    ['page.png', HTML, 'image/png'],
    ['page.html.png', HTML, 'text/html'],
    ['page.xml', '<?xml version="1.0"?><a/>', 'text/xml'],
    ['page.pdf', '%PDF-1.4', 'application/pdf'],
    ['page.png', '%PDF-1.4', 'image/png'],
    ['page.txt', HTML, 'text/plain'],
    ['page.bin', randomBytes(100), 'application/x-unheard-of'],
    ['page', HTML, 'application/json'],
  ])('FIL-30 SEC %s is saved by browsers and never shown, in a sandbox whatever happens', async (name, body, type) => {
    const app = parlance.app('all');
    const { body: stored } = await upload(`/files/${name}`, body, { app, headers: { 'Content-Type': type } });
    const { status, headers } = await fetch(stored.url);
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.]+"$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox$/);
  });

  it('SEC a picture that is one is shown, in the sandbox', async () => {
    const { body } = await upload('/files/dot.png', PNG);
    const { headers } = await fetch(body.url);
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('content-disposition')).toMatch(/^inline/);
    expect(headers.get('content-security-policy')).toMatch(/sandbox$/);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('FIL-08 SEC a file that is too large is refused with 129, by its length and while it comes, and leaves nothing', async () => {
    const [files, chunks] = [await fileCount(), await chunkCount()];
    const declared = await upload('/files/large.bin', randomBytes(200_001));
    expect([declared.status, declared.body.code]).toEqual([413, 129]);
    const chunked = await fetch(`${parlance.url}/files/large.bin`, {
      method: 'POST',
      headers: { 'X-Parse-Application-Id': 'test', 'X-Parse-REST-API-Key': parlance.app().keys.rest },
      body: new ReadableStream({
        start(controller) {
          for (let part = 0; part < 10; part++) controller.enqueue(randomBytes(30_000));
          controller.close();
        },
      }),
      duplex: 'half',
    });
    expect([chunked.status, ((await chunked.json()) as { code: number }).code]).toEqual([413, 129]);
    await expect.poll(async () => [await fileCount(), await chunkCount()]).toEqual([files, chunks]);
    expect((await upload('/files/fits.bin', randomBytes(200_000))).status).toBe(201);
  });

  it('FIL-09 an empty body is refused with 130', async () => {
    expect((await upload('/files/a.txt', '')).body).toMatchObject({ code: 130 });
  });

  it('ERR-01 FIL-10 FIL-36 SEC a body that is shorter than it says is refused with 128 and leaves nothing', async () => {
    const [files, chunks] = [await fileCount(), await chunkCount()];
    const { hostname, port } = new URL(parlance.url);
    const socket = connect(Number(port), hostname);
    const head = [
      'POST /parse/files/a.txt HTTP/1.1',
      'Host: x',
      'X-Parse-Application-Id: test',
      `X-Parse-REST-API-Key: ${parlance.app().keys.rest}`,
    ];
    socket.write(`${[...head, 'Content-Length: 100000'].join('\r\n')}\r\n\r\n${'x'.repeat(50_000)}`);
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    let answer = '';
    socket.on('data', (part) => (answer += part.toString()));
    socket.end();
    await closed;
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual({ code: 128, error: expect.any(String) });
    await expect.poll(async () => [await fileCount(), await chunkCount()]).toEqual([files, chunks]);
  });

  it('ERR-01 a length that is no number is refused with 128', async () => {
    const { hostname, port } = new URL(parlance.url);
    const socket = connect(Number(port), hostname);
    socket.write('POST /parse/files/a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\nx');
    const answer = (await buffer(socket)).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ code: 128 });
  });

  it('ERR-01 an app may require content types (126) and lengths (127)', async () => {
    const app = parlance.app('careful');
    const headers = { 'X-Parse-Application-Id': app.id, 'X-Parse-REST-API-Key': app.keys.rest };
    const send = async (more: Record<string, string>, body: Buffer | ReadableStream) => {
      const init = { method: 'POST', headers: { ...headers, ...more }, body, duplex: 'half' } as RequestInit;
      const response = await fetch(`${parlance.url}/files/a.txt`, init);
      return [response.status, ((await response.json()) as { code?: number }).code];
    };
    const pieces = () => ReadableStream.from([Buffer.from('x')]);
    expect(await send({}, Buffer.from('x'))).toEqual([400, 126]);
    expect(await send({ 'Content-Type': 'text/plain' }, pieces())).toEqual([400, 127]);
    expect(await send({ 'Content-Type': 'text/plain' }, Buffer.from('x'))).toEqual([201, undefined]);
    expect(await fileCount('careful')).toBe(1);
  });

  it('FIL-11 FIL-12 SEC nobody uploads without the right key, or with a dead session', async () => {
    expect((await upload('/files/a.txt', 'x', { key: 'none' })).status).toBe(403);
    expect((await upload('/files/a.txt', 'x', { headers: { 'X-Parse-REST-API-Key': 'wrong' } })).status).toBe(403);
    expect((await upload('/files/a.txt', 'x', { headers: { 'X-Parse-Session-Token': 'r:dead' } })).body).toMatchObject({ code: 209 });
    const readOnly = await upload('/files/a.txt', 'x', { key: 'readOnlyMaster' });
    expect(readOnly.status).toBe(403);
  });

  it('FIL-13 the public uploads nothing by default, users and the master key do', async () => {
    const app = parlance.app('closed');
    expect((await upload('/files/a.txt', 'x', { app })).body).toEqual({ code: 130, error: 'File upload by public is disabled.' });
    expect((await upload('/files/a.txt', 'x', { app, key: 'master' })).status).toBe(201);
    const { body: user } = await parlance.rest('POST', '/users', { username: 'ada', password: 'correct horse' }, { app });
    const taken = await upload('/files/a.txt', 'x', { app, headers: { 'X-Parse-Session-Token': user.sessionToken } });
    expect(taken.status).toBe(201);
  });

  it.each<[field: string, value: string, code: number, status?: number]>([
    ['X-Parse-File-Metadata', '{"__proto__":{"admin":true}}', 107],
    ['X-Parse-File-Metadata', '{"constructor":1}', 105],
    ['X-Parse-File-Metadata', '{"$where":"1"}', 105],
    ['X-Parse-File-Metadata', '[1]', 107],
    ['X-Parse-File-Metadata', 'no json', 107],
    ['X-Parse-File-Metadata', `${'{"a":'.repeat(20)}1${'}'.repeat(20)}`, 107],
    ['X-Parse-File-Tags', '{"a":{"b":1}}', 107],
    ['X-Parse-File-Tags', '{"prototype":"x"}', 105],
    ['X-Parse-File-Directory', 'a', 119],
    ['X-Parse-File-Max-Upload-Size', '10gb', 119, 403],
  ])('SEC %s of %s is refused', async (field, value, code, expected = 400) => {
    const { status, body } = await upload('/files/a.txt', 'x', { headers: { [field]: value } });
    expect(status).toBe(expected);
    expect([105, 107, code]).toContain(body.code);
    if (!value.includes('__proto__')) expect(body.code).toBe(code);
  });

  it('the master key chooses a directory and a larger size, and no way out of it', async () => {
    const headers = { 'X-Parse-File-Directory': 'reports/2026', 'X-Parse-File-Max-Upload-Size': '1mb' };
    const bytes = randomBytes(400_000);
    const { status, body } = await upload('/files/a.bin', bytes, { key: 'master', headers });
    expect(status).toBe(201);
    expect(body.name).toMatch(/^reports\/2026\/[0-9a-f]{32}_a\.bin$/);
    expect(Buffer.from(await (await fetch(body.url)).arrayBuffer()).equals(bytes)).toBe(true);
    const out = await upload('/files/a.bin', 'x', { key: 'master', headers: { 'X-Parse-File-Directory': '../other' } });
    expect(out.body).toMatchObject({ code: 122 });
  });

  it('FIL-16 FIL-17 SEC downloads: unknown files, apps, ranges and conditions', async () => {
    const bytes = randomBytes(100_000);
    const { body } = await upload('/files/a.bin', bytes);
    const get = async (headers: Record<string, string>, method = 'GET') => {
      const response = await fetch(body.url, { headers, method });
      return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
    };
    const part = await get({ Range: 'bytes=10-19' });
    expect([part.status, part.headers.get('content-range'), part.headers.get('content-length')]).toEqual([206, 'bytes 10-19/100000', '10']);
    expect(part.bytes.equals(bytes.subarray(10, 20))).toBe(true);
    const head = await get({}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), head.bytes.length]).toEqual([200, '100000', 0]);
    const etag = head.headers.get('etag') ?? '';
    expect((await get({ 'If-None-Match': etag })).status).toBe(304);
    expect((await get({ 'If-Match': '"other"' })).status).toBe(412);
    for (const range of ['bytes=5-2', 'bytes=100000-', 'bytes=0-1,2-3', `bytes=${'0-1,'.repeat(300)}0-1`, 'bytes=x']) {
      const refused = await get({ Range: range });
      expect([refused.status, refused.headers.get('content-range')], range).toEqual([416, 'bytes */100000']);
    }
    const missing = await fetch(`${parlance.url}/files/test/nothing.txt`);
    expect([missing.status, await missing.text()]).toEqual([404, 'File not found.']);
    expect((await fetch(`${parlance.url}/files/nobody/nothing.txt`)).status).toBe(403);
    expect((await fetch(`${parlance.url}/files/test/..%2f..%2fetc%2fpasswd`)).status).toBe(404);
    const name = body.name as string;
    expect((await fetch(`${parlance.url}/files/closed/${name}`)).status).toBe(404);
    expect((await fetch(`${parlance.url}/files/test/${name}`, { method: 'POST' })).status).toBe(404);
  });

  it('SEC an app that has used up its quota takes no more, until something is deleted', async () => {
    const app = parlance.app('full');
    const first = await upload('/files/a.bin', randomBytes(900), { app });
    expect(first.status).toBe(201);
    const over = await upload('/files/b.bin', randomBytes(200), { app });
    expect([over.status, over.body.code, over.headers.get('retry-after')]).toEqual([429, 100, '3600']);
    const usage = await parlance.masterRest('GET', '/admin/files/usage', undefined, { app });
    expect(usage.body).toEqual({ stores: { gridfs: { files: 1, bytes: 900 } }, quota: 1_000 });
    await parlance.masterRest('DELETE', `/files/${first.body.name}`, undefined, { app });
    expect((await upload('/files/b.bin', randomBytes(200), { app })).status).toBe(201);
  });

  it('FIL-02 three uploads of one name are three files', async () => {
    const answers = await Promise.all(['1', '2', '3'].map((text) => upload('/files/resume.txt', text)));
    expect(new Set(answers.map(({ body }) => body.url)).size).toBe(3);
    const texts = await Promise.all(answers.map(async ({ body }) => (await fetch(body.url)).text()));
    expect(texts).toEqual(['1', '2', '3']);
  });
});
