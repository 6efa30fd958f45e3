import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const gzipAsync = promisify<Uint8Array, { level: number }, Buffer>(gzip);
/** Most of the gain for a fraction of the time of the default level. */
const LEVEL = 1;

/** Tells whether a client takes gzip, by its Accept-Encoding. A quality of zero is a refusal. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined) return false;
  return acceptEncoding.split(',').some((entry) => {
    const [coding = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    if (coding !== 'gzip' && coding !== '*') return false;
    return !parameters.some((parameter) => parameter.startsWith('q=') && Number(parameter.slice(2)) === 0);
  });
}

/** Compresses outside the event loop. */
export function compress(body: Uint8Array): Promise<Buffer> {
  return gzipAsync(body, { level: LEVEL });
}
