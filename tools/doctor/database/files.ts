import { Readable } from 'node:stream';
import type { Binary, Document } from '@parlance/mongo';
import { openParseServerFile } from '../../../apps/files/src/encryption/parse-server-file.ts';
import { counted, type Finding } from '../finding.ts';
import type { Examination, Looking } from './looking.ts';
import type { OldDatabase } from './old-database.ts';

/** Files that are opened to see whether they are encrypted, none larger than one chunk of Parse Server's. */
const OPENED_MAX = 20;
const BYTES_MAX = 261_120;
const EXAMPLES = 3;
const FILES = 'fs.files';
const CHUNKS = 'fs.chunks';
const SEE = 'apps/files/README.md';

/** The first bytes of files by their extension. */
const BEGINNINGS: Readonly<Record<string, readonly string[]>> = {
  png: ['89504e47'],
  jpg: ['ffd8ff'],
  jpeg: ['ffd8ff'],
  gif: ['47494638'],
  pdf: ['25504446'],
  zip: ['504b'],
  webp: ['52494646'],
};
const TEXTS: ReadonlySet<string> = new Set(['txt', 'json', 'csv', 'md', 'css', 'js', 'html', 'xml', 'svg']);

/** Files in GridFS: how many, and whether they can be read. */
export const files: Examination = {
  subject: 'files',
  async *look({ database, options, collections }: Looking): AsyncIterable<Finding> {
    // Parse Server's bucket has no prefix, whatever the prefix of the classes.
    const bucket = collections.has(FILES) ? database : database.under('');
    const [total] = await bucket.rows(FILES, [{ $group: { _id: null, files: { $sum: 1 }, bytes: { $sum: '$length' } } }]);
    if (total === undefined) return;
    const count = Number(total['files']);
    const text = `${counted(count, 'file')} of ${counted(Number(total['bytes']), 'byte')} in GridFS ${count === 1 ? 'is' : 'are'} served as before.`;
    yield { id: 'files', level: 'note', about: FILES, text, count, see: SEE };
    yield* encrypted(bucket, options?.secret('encryptionKey'), options !== undefined);
  },
};

async function* encrypted(bucket: OldDatabase, key: string | undefined, knowsOptions: boolean): AsyncIterable<Finding> {
  const heads = await bucket.rows(FILES, [{ $match: { length: { $gt: 0, $lte: BYTES_MAX } } }, { $sample: { size: OPENED_MAX } }]);
  let plain = 0;
  const odd: string[] = [];
  let opened = 0;
  for (const head of heads) {
    const bytes = await bytesOf(bucket, head);
    if (bytes === undefined) continue;
    if (key !== undefined && (await isSealed(bytes, key))) opened++;
    else if (looksAsNamed(String(head['filename']), bytes) === false) odd.push(String(head['filename']));
    else plain++;
  }
  const seen = `${counted(heads.length, 'file')} of at most 255 KB ${heads.length === 1 ? 'was' : 'were'} opened.`;
  const shared = { about: FILES, count: odd.length, examples: odd.slice(0, EXAMPLES), see: SEE };
  if (odd.length > 0 && key === undefined) {
    const where = knowsOptions ? 'the options have no encryptionKey' : 'no options were given to read the key from';
    const text = `Files do not begin as their names say, as if they were encrypted, and ${where}: without the setting encryptionKey they are served as they are stored. ${seen}`;
    yield { id: 'encrypted-files', level: 'act', ...shared, text };
  } else if (odd.length > 0) {
    yield {
      id: 'files-of-another-key',
      level: 'act',
      ...shared,
      text: `Files are encrypted, it seems, and not with the encryptionKey of the options. ${seen}`,
    };
  }
  if (opened > 0) {
    const text = `Files are encrypted with the encryptionKey of the options, and read with it${plain > 0 ? '; files in the clear stand beside them' : ''}. ${seen}`;
    yield { id: 'files-of-the-key', level: 'note', about: FILES, text, count: opened, see: SEE };
  }
}

async function bytesOf(bucket: OldDatabase, head: Document): Promise<Buffer | undefined> {
  const chunks = await bucket.rows(CHUNKS, [{ $match: { files_id: head._id as unknown } }, { $sort: { n: 1 } }]);
  const parts = chunks.map((chunk) => Buffer.from((chunk['data'] as Binary).value()));
  return parts.length === 0 ? undefined : Buffer.concat(parts);
}

async function isSealed(bytes: Buffer, key: string): Promise<boolean> {
  const store = { read: (_file: object, from: number, to: number) => Readable.from([bytes.subarray(from, to)]) };
  return (await openParseServerFile(store, { storedBytes: bytes.length }, key)) !== undefined;
}

/** Whether the bytes begin as a file of that extension does; undefined for extensions that say nothing. */
export function looksAsNamed(name: string, bytes: Uint8Array): boolean | undefined {
  const extension = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const beginnings = BEGINNINGS[extension];
  if (beginnings !== undefined) return beginnings.some((hex) => Buffer.from(bytes).toString('hex', 0, hex.length / 2) === hex);
  if (!TEXTS.has(extension)) return undefined;
  try {
    // The end may be in the middle of a sign where the file goes on; whole files are looked at here.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return !text.includes('\u0000');
  } catch {
    return false;
  }
}
