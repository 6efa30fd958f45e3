import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startParlance, type Parlance } from '@parlance/testing';
import { s3Program, startS3Server, type S3Server } from '../../contract/files/s3-server.ts';

const program = s3Program();

describe.runIf(program !== undefined)('files in S3, through the whole deployment', () => {
  let parlance: Parlance;
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3Server(program ?? '');
    const fileUpload = { enableForPublic: true };
    parlance = await startParlance({
      mode: 'split',
      apps: [
        { id: 'test', settings: { fileUpload, files: { store: 's3' } } },
        { id: 'direct', settings: { fileUpload, files: { store: 's3', directDownload: true } } },
        { id: 'sealed', settings: { fileUpload, files: { store: 's3', encrypt: true, directDownload: true } } },
      ],
      env: {
        PARLANCE_FILES_KEY: randomBytes(32).toString('base64'),
        PARLANCE_S3_BUCKET: server.bucket,
        PARLANCE_S3_ENDPOINT: server.endpoint,
        PARLANCE_S3_PATH_STYLE: 'true',
        PARLANCE_S3_ACCESS_KEY_ID: server.accessKeyId,
        PARLANCE_S3_SECRET_ACCESS_KEY: server.secretAccessKey,
      },
    });
  });
  afterAll(async () => {
    await parlance?.close();
    await server?.close();
  });

  const upload = async (id: string, bytes: Buffer) => {
    const options = { app: parlance.app(id), headers: { 'Content-Type': 'application/octet-stream' } };
    const { status, body } = await parlance.rest('POST', '/files/a.bin', bytes, options);
    expect(status).toBe(201);
    return body as { name: string; url: string };
  };

  it('FIL-04 FIL-17 FIL-18 come back whole and in parts, and go', async () => {
    for (const id of ['test', 'sealed']) {
      const bytes = randomBytes(9 << 20); // more than one part of an upload
      const { name, url } = await upload(id, bytes);
      expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes), id).toBe(true);
      const part = await fetch(url, { headers: { Range: 'bytes=8388600-8388615' } });
      expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(8_388_600, 8_388_616)), id).toBe(true);
      await parlance.masterRest('DELETE', `/files/${name}`, undefined, { app: parlance.app(id) });
      expect((await fetch(url)).status).toBe(404);
    }
  });

  it('SEC lead to the store itself where the app wants it, by an address that cannot be changed', async () => {
    const bytes = randomBytes(10_000);
    const { url } = await upload('direct', bytes);
    const answer = await fetch(url, { redirect: 'manual' });
    const location = answer.headers.get('location') ?? '';
    expect([answer.status, location.startsWith(server.endpoint)]).toEqual([302, true]);
    const direct = await fetch(location);
    expect([direct.status, direct.headers.get('content-disposition')]).toEqual([200, 'attachment; filename="a.bin"']);
    expect(Buffer.from(await direct.arrayBuffer()).equals(bytes)).toBe(true);
    expect((await fetch(location.replace(/a\.bin/, 'b.bin'))).status).toBe(403);
    expect((await fetch(location.slice(0, location.indexOf('?')))).status).toBe(403);
  });

  it('SEC tell nobody of an app the files of another one', async () => {
    const { name } = await upload('test', randomBytes(10));
    expect((await fetch(`${parlance.url}/files/direct/${name}`, { redirect: 'manual' })).status).toBe(404);
  });
});
