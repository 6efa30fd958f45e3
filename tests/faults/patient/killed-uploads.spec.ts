import { randomBytes } from 'node:crypto';
import { GridFsFileStore } from '@parlance/files/stores';
import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LaunchedParlance } from '../deployment/launched-parlance.ts';
import { eventually } from '../eventually.ts';

const UPLOADS = 50;
/** So many of them do not wait for the kill in their middle. */
const QUICK = 10;
const HELD_AT = 15;
const PARTS = 20;
const PART_BYTES = 100_000;
const RESTART_MS_MAX = 20_000;

describe('files killed during fifty uploads, under npm start -- --split', () => {
  let parlance: LaunchedParlance;
  let acknowledged = 0;
  const killed = Promise.withResolvers<void>();
  beforeAll(async () => {
    parlance = await LaunchedParlance.start(testServers(), { fileUpload: { enableForPublic: true } });
  });
  afterAll(async () => {
    await parlance?.close();
  });

  /** Sends a file. @returns its address, or why there is none */
  async function upload(at: number): Promise<{ status: number; url?: string }> {
    async function* parts(): AsyncGenerator<Uint8Array> {
      for (let part = 0; part < PARTS; part++) {
        yield randomBytes(PART_BYTES);
        if (at >= QUICK && part === HELD_AT) await killed.promise;
      }
    }
    const headers = { ...parlance.headers, 'Content-Type': 'application/octet-stream' };
    const init = { method: 'POST', headers, body: ReadableStream.from(parts()), duplex: 'half' };
    try {
      const response = await fetch(`${parlance.url}/files/upload-${at}.bin`, init as RequestInit);
      const { url } = (await response.json()) as { url?: string };
      if (response.status === 201) acknowledged++;
      return { status: response.status, url };
    } catch {
      return { status: 0 };
    }
  }

  it('FIL-36 no partial file is ever readable, acknowledged ones are whole, and a sweep finds the rest', async () => {
    const uploads = Array.from({ length: UPLOADS }, (_, at) => upload(at));
    const database = await parlance.database();
    const [files, chunks] = [database.collection('fs.files'), database.collection('fs.chunks')];
    await eventually('some files to be whole and others on their way', 20_000, async () => {
      const begun = (await chunks.distinct('files_id')).length;
      return acknowledged >= 5 && begun >= UPLOADS / 2;
    });
    await parlance.kill('files');
    killed.resolve();
    const answers = await Promise.all(uploads);
    const done = answers.filter(({ status }) => status === 201);
    expect(done.length).toBeGreaterThanOrEqual(5);
    expect(done.length).toBeLessThan(UPLOADS);

    await parlance.reported('files runs again.', RESTART_MS_MAX);
    const works = async () => (await upload(0)).status === 201;
    await eventually('files to run again', RESTART_MS_MAX, works);
    for (const { url } of done) {
      const bytes = await (await fetch(url ?? '')).arrayBuffer();
      expect(bytes.byteLength).toBe(PARTS * PART_BYTES);
    }
    const whole = await files.find().toArray();
    for (const { _id, length, filename } of whole) {
      expect(length, filename as string).toBe(PARTS * PART_BYTES);
      const stored = await chunks.find({ files_id: _id }, { promoteBuffers: true }).toArray();
      expect(
        stored.reduce((sum, { data }) => sum + (data as Buffer).length, 0),
        filename as string,
      ).toBe(PARTS * PART_BYTES);
    }
    const left = (await chunks.distinct('files_id')).length - whole.length;
    expect(left).toBeGreaterThan(0);
    const store = new GridFsFileStore(async () => database, '');
    expect(await store.sweep(new Date(Date.now() + 60_000))).toBe(left);
    expect((await chunks.distinct('files_id')).length).toBe(whole.length);
  });
});
