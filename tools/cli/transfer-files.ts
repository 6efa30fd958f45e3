import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { RefusedError, UnreachableError, UsageError } from './exit-codes.ts';
import { bar } from './wait.ts';

/** Exports hold the data of people. */
const FILE_MODE = 0o600;
const SHOWN_EVERY_MS = 100;

export interface FileWay {
  /** The mount of the deployment, as `https://api.example.com/parse`. */
  readonly server: string;
  /** Below the mount; it holds a ticket, and so no message names it. */
  readonly path: string;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

/** The size of a file that is to be sent. @throws UsageError for one that cannot be read */
export async function sizeOfFile(file: string): Promise<number> {
  try {
    const opened = await open(file);
    try {
      const stats = await opened.stat();
      if (stats.isFile()) return stats.size;
    } finally {
      await opened.close();
    }
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}).`, { cause: error });
  }
  throw new UsageError(`${file} is no file.`);
}

/** Sends a file to an address that takes it once. @throws RefusedError, UnreachableError */
export async function sendFile(file: string, size: number, { server, path, signal, progress }: FileWay): Promise<void> {
  const url = new URL(server.replace(/\/+$/, '') + path);
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/octet-stream', 'Content-Length': size },
    signal,
  });
  const answered = new Promise<{ readonly status: number; readonly body: string; readonly id: string }>((resolve, reject) => {
    request.once('error', reject).once('response', (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, body, id: String(response.headers['x-request-id'] ?? '') }),
        reject,
      );
    });
  });
  // An answer before the end of the file is a refusal, and ends the request.
  pipeline(createReadStream(file), counted('sent', size, progress), request).catch(() => undefined);
  const { status, body, id } = await answered.catch((error: unknown) => {
    throw broken(url, error);
  });
  progress('');
  if (status !== 201) throw refused(status, body, id);
}

/** Fetches a file from an address that gives it once: whole, or not at all. @throws RefusedError, UnreachableError */
export async function fetchFile(out: string, { server, path, signal, progress }: FileWay): Promise<void> {
  const url = new URL(server.replace(/\/+$/, '') + path);
  const beside = `${out}.part`;
  try {
    const response = await fetch(url, { signal });
    if (response.status !== 200 || response.body === null)
      throw refused(response.status, await response.text(), response.headers.get('x-request-id') ?? '');
    await pipeline(
      Readable.fromWeb(response.body),
      counted('fetched', undefined, progress),
      createWriteStream(beside, { mode: FILE_MODE }),
    );
    await rename(beside, out);
  } catch (error) {
    await rm(beside, { force: true });
    if (error instanceof RefusedError) throw error;
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code !== undefined && syscall !== undefined && /^(?:open|write|rename)$/.test(syscall))
      throw new UsageError(`${out} cannot be written (${code}).`, { cause: error });
    throw broken(url, error);
  }
  progress('');
}

function counted(state: string, total: number | undefined, progress: (text: string) => void): Transform {
  let done = 0;
  let shownAt = 0;
  return new Transform({
    transform(bytes: Buffer, _encoding, next) {
      done += bytes.length;
      if (performance.now() - shownAt > SHOWN_EVERY_MS) {
        shownAt = performance.now();
        progress(bar({ state: `bytes ${state}`, done, total: total ?? null }));
      }
      next(null, bytes);
    },
  });
}

function refused(status: number, body: string, requestId: string): Error {
  try {
    const { code, error } = JSON.parse(body) as { readonly code?: unknown; readonly error?: unknown };
    if (typeof code === 'number' && typeof error === 'string') return new RefusedError(error, code, requestId);
  } catch {
    // Told below.
  }
  return new UnreachableError(`The server answered ${status}, which no deployment of Parlance does.`);
}

/** Without path and credentials of the address. */
function broken({ protocol, host }: URL, cause: unknown): UnreachableError {
  return new UnreachableError(`The server at ${protocol}//${host} cannot be reached, or broke off.`, { cause });
}
