import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { open, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { mountSmallDisk } from '../small-disk.ts';

const DISK_MB = 8;
const MB = 1 << 20;
const disk = await mountSmallDisk(DISK_MB);
const WITHOUT = disk === undefined ? ', skipped: this process may mount nothing' : '';

describe.skipIf(disk === undefined)(`a full disk under the local store of files${WITHOUT}`, () => {
  const folder = disk?.folder ?? '';
  const filler = join(folder, 'filler');
  let parlance: Parlance;
  beforeAll(async () => {
    const settings = { fileUpload: { enableForPublic: true }, files: { store: 'disk' } };
    parlance = await startParlance({ mode: 'split', apps: [{ id: 'test', settings }], env: { PARLANCE_FILES_FOLDER: folder } });
  });
  afterEach(() => rm(filler, { force: true }));
  afterAll(async () => {
    await parlance?.close();
    await disk?.close();
  });

  const upload = async (bytes: Buffer) => {
    const { status, body } = await parlance.rest('POST', '/files/a.bin', bytes, {
      headers: { 'Content-Type': 'application/octet-stream' },
    });
    return { status, ...(body as { code?: number; error?: string; name: string; url: string }) };
  };
  const REFUSED = { status: 400, code: 130, error: expect.stringContaining('full') };
  const stored = async () =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && entry.name !== 'filler');

  /** Writes until nothing more goes in. */
  async function fill(): Promise<void> {
    const file = await open(filler, 'w');
    try {
      for (;;) await file.write(Buffer.alloc(4_096));
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    } finally {
      await file.close();
    }
  }

  async function goesThrough(): Promise<void> {
    const bytes = randomBytes(2 * MB);
    const { status, url, name } = await upload(bytes);
    expect(status).toBe(201);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true);
    expect((await parlance.masterRest('DELETE', `/files/${name}`)).status).toBe(200);
  }

  it('FIL-36 an upload is refused with 130, nothing of it stays, and the next one finds the room that there is again', async () => {
    await goesThrough();
    await fill();
    expect(await upload(Buffer.from('a few bytes'))).toMatchObject(REFUSED);
    expect(await stored()).toEqual([]);
    await rm(filler);
    await goesThrough();
  });

  it('FIL-36 a file that is larger than the disk is refused with 130, and leaves all the room that was there', async () => {
    const kept = await upload(Buffer.from('kept'));
    const answers = await Promise.all([upload(randomBytes(12 * MB)), upload(randomBytes(12 * MB))]);
    for (const answer of answers) expect(answer).toMatchObject(REFUSED);
    expect(await stored()).toHaveLength(1);
    expect(await (await fetch(kept.url)).text()).toBe('kept');
    await goesThrough();
    await parlance.masterRest('DELETE', `/files/${kept.name}`);
  });

  it('FIL-36 a disk that becomes full in the middle of an upload: 130, and nothing half-written stays', async () => {
    const sent = request(`${parlance.url}/files/long.bin`, {
      method: 'POST',
      headers: {
        'X-Parse-Application-Id': 'test',
        'X-Parse-REST-API-Key': parlance.app().keys.rest,
        'Content-Type': 'application/octet-stream',
        'Content-Length': 6 * MB,
      },
    });
    const answered = once(sent, 'response') as Promise<[NodeJS.ReadableStream & { statusCode: number }]>;
    sent.write(randomBytes(3 * MB));
    await eventually('a part to be on the disk', 10_000, async () => (await stored()).length === 1);
    await fill();
    sent.end(randomBytes(3 * MB));
    const [answer] = await answered;
    expect({ status: answer.statusCode, ...(JSON.parse(await text(answer)) as object) }).toMatchObject(REFUSED);
    await eventually('the part to be gone', 10_000, async () => (await stored()).length === 0);
    await rm(filler);
    await goesThrough();
  });
});
