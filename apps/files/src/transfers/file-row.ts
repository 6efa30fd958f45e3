import { ParseError } from '@parlance/errors';
import { z } from 'zod';
import type { StoredFile } from '../store/file.store.ts';

/** Bytes of a file in one row of an export. */
export const PIECE_BYTES = 512 * 2 ** 10;
const NAME_LENGTH_MAX = 600;
/** No part of a name is a way out of a folder, wherever a store may put it; and none is invisible. */
// eslint-disable-next-line no-control-regex -- control characters are to be refused
const NAME = /^(?!\.{1,2}(?:\/|$))[^/\\\u0000-\u001f\u007f]+(?:\/(?!\.{1,2}(?:\/|$))[^/\\\u0000-\u001f\u007f]+)*$/;

const annotations = z.record(z.string(), z.unknown());

/** A piece of a file, as a row of an export has it. `at`: its offset; all pieces but the last have PIECE_BYTES. */
const fileRow = z.strictObject({
  name: z.string().max(NAME_LENGTH_MAX).regex(NAME),
  type: z.string().max(200).optional(),
  metadata: annotations,
  tags: annotations,
  size: z.int().positive(),
  at: z.int().nonnegative().multipleOf(PIECE_BYTES),
  base64: z.base64(),
});
export type FileRow = Omit<z.infer<typeof fileRow>, 'base64'> & { readonly bytes: Buffer };

/** @throws FileSaveError (130) for a row that is no piece of a file */
export function readFileRow(row: unknown): FileRow {
  const read = fileRow.safeParse(row);
  if (!read.success)
    throw new ParseError('FileSaveError', `This row is no piece of a file: ${read.error.issues[0]?.path.join('.') ?? 'it'} does not fit.`);
  const { base64, ...facts } = read.data;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== Math.min(PIECE_BYTES, facts.size - facts.at))
    throw new ParseError('FileSaveError', 'This piece of a file has not the bytes that it should have.');
  return { ...facts, bytes };
}

export function printFileRow({ name, head: { type, metadata, tags } }: StoredFile, size: number, at: number, bytes: Buffer): string {
  return JSON.stringify({ name, ...(type === undefined ? {} : { type }), metadata, tags, size, at, base64: bytes.toString('base64') });
}
