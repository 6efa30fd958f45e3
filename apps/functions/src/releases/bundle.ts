import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { assertNoClash } from './bundle-path.ts';

/** Bytes of all files of a bundle together. */
export const BUNDLE_BYTES_MAX = 32 << 20;
export const BUNDLE_FILES_MAX = 5_000;

const MAGIC = 'PARLANCE-CLOUD-1';
const LENGTH_BYTES = 4;
/** Room for the list of the files, beside their bytes. */
const LIST_BYTES_MAX = 4 << 20;
const ID_LENGTH = 20;

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** The files of an app's code, by their paths in the bundle, with slashes. */
export type BundleFiles = ReadonlyMap<string, Buffer>;

/** A bundle as it is stored. `release` names its bytes: the same files have the same. */
export interface PackedBundle {
  readonly release: string;
  readonly packed: Buffer;
}

/** A bundle that is none, or another one than its name says. */
export class BrokenBundle extends Error {
  override readonly name = 'BrokenBundle';
}

/**
 * Packs files: gzip of a word that names the form, the length of a list in four bytes, the list (JSON of `[[path, bytes], …]` in the order of the
 * paths), and the files in that order.
 */
export async function pack(files: BundleFiles): Promise<PackedBundle> {
  const whole = join(files);
  return { release: nameOf(whole), packed: await zip(whole) };
}

/** The name of the release that has these files. */
export function releaseOf(files: BundleFiles): string {
  return nameOf(join(files));
}

function join(files: BundleFiles): Buffer {
  const sorted = [...files].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const list = Buffer.from(JSON.stringify(sorted.map(([path, bytes]) => [path, bytes.length])));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(list.length);
  return Buffer.concat([Buffer.from(MAGIC), length, list, ...sorted.map(([, bytes]) => bytes)]);
}

/** @throws BrokenBundle for bytes that are not those of this release */
export async function unpack(release: string, packed: Uint8Array): Promise<BundleFiles> {
  const whole = await unzip(packed, { maxOutputLength: BUNDLE_BYTES_MAX + LIST_BYTES_MAX }).catch((cause: unknown) => {
    throw new BrokenBundle('The bundle cannot be unpacked.', { cause });
  });
  if (nameOf(whole) !== release) throw new BrokenBundle('The bundle is not the one of this release.');
  const listAt = MAGIC.length + LENGTH_BYTES;
  let at = listAt + whole.readUInt32BE(MAGIC.length);
  const files = new Map<string, Buffer>();
  for (const [path, bytes] of JSON.parse(whole.subarray(listAt, at).toString()) as [string, number][]) {
    files.set(path, whole.subarray(at, (at += bytes)));
  }
  assertNoClash([...files.keys()]);
  return files;
}

function nameOf(whole: Buffer): string {
  return createHash('sha256').update(whole).digest('hex').slice(0, ID_LENGTH);
}
