import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LaunchedParlance } from './deployment/launched-parlance.ts';

const MB = 1 << 20;
const FILE_MB = 1_024;
/** Far less than the file, and more than a young heap grows by under any load. */
const GROWTH_MB_MAX = 120;
const SERVICES = ['gateway', 'files'] as const;

describe('a file of 1 GB, under npm start -- --split', () => {
  let parlance: LaunchedParlance;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parlance-large-'));
    const settings = { fileUpload: { enableForPublic: true }, files: { store: 'disk', maxSize: '2gb' } };
    parlance = await LaunchedParlance.start(testServers(), settings, { PARLANCE_FILES_FOLDER: folder });
  });
  afterAll(async () => {
    await parlance?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const part = randomBytes(MB);
  const pids = () => Promise.all(SERVICES.map(async (service) => (await parlance.process(service)).pid));
  const upload = async (megabytes: number) => {
    async function* parts(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < megabytes; at++) yield part;
    }
    const headers = { ...parlance.headers, 'Content-Type': 'application/octet-stream' };
    const init = { method: 'POST', headers, body: ReadableStream.from(parts()), duplex: 'half' } as RequestInit;
    const response = await fetch(`${parlance.url}/files/large.bin`, init);
    expect(response.status).toBe(201);
    return ((await response.json()) as { name: string }).name;
  };
  const download = async (name: string) => {
    let bytes = 0;
    for await (const chunk of (await fetch(`${parlance.url}/files/faults/${name}`)).body ?? []) bytes += chunk.length;
    return bytes;
  };
  /** Memory in megabytes. Source: proc(5). */
  const memory = async (pid: number, field: 'VmRSS' | 'VmHWM') =>
    Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

  it('FIL-27 goes up and comes down, and the memory of the services stays flat', async () => {
    expect(await download(await upload(20))).toBe(20 * MB); // everything that a first file loads is loaded
    const processes = await pids();
    const before = await Promise.all(processes.map((pid) => memory(pid, 'VmRSS')));
    for (const pid of processes) await writeFile(`/proc/${pid}/clear_refs`, '5'); // the peak is counted from now on
    expect(await download(await upload(FILE_MB))).toBe(FILE_MB * MB);
    const peaks = await Promise.all(processes.map((pid) => memory(pid, 'VmHWM')));
    for (const [at, peak] of peaks.entries()) expect(peak - (before[at] ?? 0), SERVICES[at]).toBeLessThan(GROWTH_MB_MAX);
  });
});
