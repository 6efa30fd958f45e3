import { ParseError } from '@parlance/errors';
import type { FileBytes } from '@parlance/transfers';
import mime from 'mime';
import type { App } from '../apps/app.ts';
import type { FileSeals } from '../encryption/file-seals.ts';
import type { Annotations, FileHead, FileSource, StoredFile } from '../store/file.store.ts';
import { bounded, tooLarge } from './bounded.ts';
import { mediaTypeOf, UNKNOWN_TYPE } from './media-type.ts';
import { peek, sniff, SNIFFED_BYTES } from './sniff.ts';

/** A file that has been admitted: its stored name, and the client's words about it. */
export interface AdmittedFile {
  readonly name: string;
  readonly contentType: string | undefined;
  readonly metadata: Annotations;
  readonly tags: Annotations;
  readonly sizeMax: number;
}

/**
 * Stores the bytes of an admitted file as they come.
 *
 * @throws FileSaveError (130) for a body without bytes, or when the store fails; FileTooLarge (129); whatever a stream fails with. Nothing
 * is stored then
 */
export async function receiveFile(app: App, file: AdmittedFile, bytes: FileBytes, seals: FileSeals): Promise<StoredFile> {
  const { name, metadata, tags } = file;
  const { first, whole } = await begin(bytes, file.sizeMax);
  if (first.length === 0) throw new ParseError('FileSaveError', 'Invalid file upload.');
  const sniffed = await sniff(first);
  const head: FileHead = { type: typeOf(name, file.contentType, sniffed), ...(sniffed === undefined ? {} : { sniffed }), metadata, tags };
  if (!app.settings.files.encrypt) return app.files.current.put(name, head, whole);
  const { encryption, sealed } = seals.seal(app.id, name, whole);
  return app.files.current.put(name, { ...head, encryption }, sealed);
}

/** The first bytes, by which the type is told, and all of them. @throws FileTooLarge (129), with a stream later */
async function begin(bytes: FileBytes, sizeMax: number): Promise<{ first: Buffer; whole: FileSource }> {
  if (!(bytes instanceof Uint8Array)) return peek(bounded(bytes, sizeMax), SNIFFED_BYTES);
  if (bytes.length > sizeMax) throw tooLarge(sizeMax);
  return { first: bytes.subarray(0, SNIFFED_BYTES), whole: bytes };
}

/** The extension decides the type, else the declaration, else the content. */
function typeOf(name: string, contentType: string | undefined, sniffed: string | undefined): string {
  const declared = contentType === undefined ? undefined : mediaTypeOf(contentType);
  return mime.getType(name) ?? (declared === UNKNOWN_TYPE ? undefined : declared) ?? sniffed ?? UNKNOWN_TYPE;
}
