import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MODES, startParlance, type Parlance } from '@parlance/testing';

const SETTINGS = { allowClientClassCreation: true, fileUpload: { enableForPublic: true } };

describe.each(MODES)('files, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      apps: [{ id: 'test', settings: SETTINGS }, { id: 'closed' }],
    });
  });
  afterAll(() => parlance.close());

  const upload = (name: string, body: Uint8Array | string, type = 'application/octet-stream') =>
    parlance.rest('POST', `/files/${name}`, body, { headers: { 'Content-Type': type } });
  const bytesAt = async (url: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, { headers });
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  };

  it('FIL-01 FIL-03 an upload answers 201 with name, address and Location; the address gives the same bytes', async () => {
    const { status, headers, body } = await upload('resume.txt', 'I can do much.', 'text/plain');
    expect({ status, location: headers.get('location') }).toEqual({ status: 201, location: body.url });
    expect(body.name).toMatch(/^[0-9a-f]{32}_resume\.txt$/);
    const found = await bytesAt(body.url);
    expect([found.status, found.headers.get('content-type'), found.bytes.toString()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      'I can do much.',
    ]);
  });

  it('FIL-04 five megabytes of random bytes come back bit for bit', async () => {
    const bytes = randomBytes(5 << 20);
    const { status, body } = await upload('noise.bin', bytes);
    expect([status, body]).toEqual([201, expect.objectContaining({ name: expect.any(String) })]);
    const found = await bytesAt(body.url);
    expect(found.bytes.equals(bytes)).toBe(true);
  });

  it('FIL-15 a base64 upload of the JS SDK is the same as one of raw bytes', async () => {
    const keys = { _ApplicationId: 'test', _JavaScriptKey: parlance.app().keys.javascript, _ContentType: 'image/png' };
    const response = await fetch(`${parlance.url}/files/dot.png`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain' },
      body: JSON.stringify({
        base64: Buffer.from([1, 2, 3, 0, 255]).toString('base64'),
        ...keys,
        fileData: { metadata: { by: 'me' }, tags: {} },
      }),
    });
    const { name, url } = (await response.json()) as { name: string; url: string };
    expect(response.status).toBe(201);
    expect((await bytesAt(url)).bytes).toEqual(Buffer.from([1, 2, 3, 0, 255]));
    const { body } = await parlance.rest('GET', `/files/test/metadata/${name}`);
    expect(body).toEqual({ metadata: { by: 'me' } });
  });

  it('FIL-18 FIL-20 only the master key deletes, and then the address leads nowhere', async () => {
    const { body } = await upload('gone.txt', 'soon');
    expect((await parlance.rest('DELETE', `/files/${body.name}`)).status).toBe(403);
    expect((await bytesAt(body.url)).status).toBe(200);
    const removed = await parlance.masterRest('DELETE', `/files/${body.name}`);
    expect([removed.status, removed.text]).toEqual([200, '']);
    const gone = await bytesAt(body.url);
    expect([gone.status, gone.bytes.toString()]).toEqual([404, 'File not found.']);
    expect((await parlance.masterRest('DELETE', `/files/${body.name}`)).body).toMatchObject({ code: 153 });
    expect((await parlance.masterRest('DELETE', '/files')).body).toMatchObject({ code: 161 });
  });
});
