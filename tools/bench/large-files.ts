/**
 * `npm run bench:files`: downloads of 100 MB beside a plain Node file stream, and a file of 2 GB up and down with the memory of each
 * process. Figures are printed, and nothing is judged but the memory.
 */
import { randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { memoryOf, peakMb } from './memory.ts';
import { withServers } from './servers.ts';
import { startFused, startSplit, type Servers, type System } from './systems.ts';

const MB = 1 << 20;
const DOWNLOAD_MB = 100;
const LARGE_MB = 2_048;
const ROUNDS = 5;
const MEMORY_MB_MAX = 150;
const PART = randomBytes(MB);

const folder = mkdtempSync(join(tmpdir(), 'parlance-large-'));
process.env['PARLANCE_FILES_FOLDER'] = join(folder, 'store');
let isTooLarge = false;
try {
  const plain = await plainStream();
  console.log(`| ${DOWNLOAD_MB} MB down | MB/s | of a plain stream |\n|---|---|---|\n| a plain Node file stream | ${plain.toFixed(0)} | |`);
  await withServers(async (servers) => {
    for (const store of ['disk', 'gridfs']) {
      for (const start of [startFused, startSplit]) await measure(start, servers, store, plain);
    }
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = isTooLarge ? 1 : 0;

async function measure(start: typeof startSplit, servers: Servers, store: string, plain: number): Promise<void> {
  const system = await start(servers, { files: { store, maxSize: '4gb' } });
  try {
    const small = await upload(system, DOWNLOAD_MB);
    const speed = await speedOf(small);
    console.log(`| ${system.name}, ${store} | ${speed.toFixed(0)} | ${(speed / plain).toFixed(2)}x |`);
    if (system.name !== 'split') return;
    const before = memoryOf([system]);
    const began = performance.now();
    const large = await upload(system, LARGE_MB);
    const uploaded = performance.now();
    await download(large);
    const seconds = [uploaded - began, performance.now() - uploaded].map((ms) => (ms / 1_000).toFixed(1));
    console.log(`\n${LARGE_MB} MB, ${store}: up in ${seconds[0]} s, down in ${seconds[1]} s. Most memory that a process has had:`);
    for (const [at, pid] of system.processes.entries()) {
      const name = before[at]?.name;
      if (name === undefined) continue;
      const peak = peakMb(pid);
      console.log(`  ${name}: ${peak.toFixed(0)} MB (${(before[at]?.megabytes ?? 0).toFixed(0)} MB before)`);
      if (/gateway|files/.test(name) && peak > (before[at]?.megabytes ?? 0) + MEMORY_MB_MAX) isTooLarge = true;
    }
    console.log('');
  } finally {
    await system.stop();
  }
}

/** Sends so many megabytes. @returns the address of the file */
async function upload(system: System, megabytes: number): Promise<string> {
  const headers = { ...system.masterHeaders, 'content-type': 'application/octet-stream', 'content-length': megabytes * MB };
  function* parts(): Generator<Buffer> {
    for (let part = 0; part < megabytes; part++) yield PART;
  }
  const answer = await ask('POST', `${system.url}/parse/files/large.bin`, headers, Readable.from(parts(), { objectMode: false }));
  const { name } = JSON.parse(await text(answer)) as { name?: string };
  if (name === undefined) throw new Error(`The upload was answered ${answer.statusCode}.`);
  return `${system.url}/parse/files/peer/${name}`;
}

/** Megabytes a second, the best of some rounds. */
async function speedOf(url: string): Promise<number> {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    const bytes = await download(url);
    best = Math.max(best, bytes / MB / ((performance.now() - began) / 1_000));
  }
  return best;
}

async function download(url: string): Promise<number> {
  const answer = await ask('GET', url, {});
  if (answer.statusCode !== 200) throw new Error(`The download was answered ${answer.statusCode}.`);
  let bytes = 0;
  answer.on('data', (part: Buffer) => (bytes += part.length));
  await new Promise((resolve, reject) => answer.once('end', resolve).once('error', reject));
  return bytes;
}

function ask(method: string, url: string, headers: OutgoingHttpHeaders, body?: Readable): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers }).once('response', resolve).once('error', reject);
    if (body === undefined) request.end();
    else pipeline(body, request).catch(reject);
  });
}

async function plainStream(): Promise<number> {
  const path = join(folder, 'plain.bin');
  const file = await open(path, 'w');
  for (let part = 0; part < DOWNLOAD_MB; part++) await file.write(PART);
  await file.close();
  const server = createServer((_, response) => void createReadStream(path).pipe(response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const speed = await speedOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  server.close();
  server.closeAllConnections();
  return speed;
}
