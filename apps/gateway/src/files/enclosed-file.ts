import type { IncomingMessage } from 'node:http';
import { ParseError } from '@parlance/errors';
import { SMALL_BYTES } from '@parlance/transfers';
import { parseBody, parseLargeBody, LARGE_BODY_BYTES, type Members } from '../body/parse-body.ts';
import { collectBody, readBody } from '../body/read-body.ts';
import { tooLarge } from '../body/too-large.ts';
import { BODY_MS_MAX, tooSlow } from '../body/too-slow.ts';

/** A file in a body of JSON, as the JS SDK sends it. */
export interface EnclosedFile {
  readonly bytes: Buffer;
  readonly contentType: string | undefined;
  readonly metadata: unknown;
  readonly tags: unknown;
  readonly directory: unknown;
}

const MAY_ENCLOSE = /^(?:application\/json|text\/plain)\b/i;
const OPENING = /^\s*\{\s*"(?:base64|_\w+|fileData)"/;
/** Members that only a body with an envelope has beside `base64`. */
const ENVELOPE = ['_ContentType', '_ApplicationId', '_JavaScriptKey', '_ClientVersion', '_InstallationId', 'fileData'];
const PEEKED_BYTES = 64;

/** A body whose app stands in the header fields: the JSON around a file, or the bytes themselves, all of them or as far as they have been read. */
export type OpenedBody = { readonly enclosed: EnclosedFile } | { readonly whole: Buffer } | { readonly begun: Buffer };

/**
 * Looks whether a body is JSON around a file. Only a body that may be one and is small, or that begins like one, is read whole.
 *
 * @throws ParseError RequestTooLarge; FileSaveError (130) for base64 that is none
 */
export async function openFileBody(request: IncomingMessage, limit: number): Promise<OpenedBody> {
  if (!MAY_ENCLOSE.test(request.headers['content-type'] ?? '')) return { begun: Buffer.alloc(0) };
  const isWhole = isSmallBody(request);
  const begun = isWhole ? await collectBody(request, SMALL_BYTES) : await firstPart(request);
  if (!OPENING.test(begun.subarray(0, PEEKED_BYTES).toString('latin1'))) return isWhole ? { whole: begun } : { begun };
  if (isWhole && begun.length > limit) throw tooLarge();
  if (!isWhole) request.unshift(begun);
  const bytes = isWhole ? begun : await readBody(request, limit);
  const { members } = bytes.length > LARGE_BODY_BYTES ? await parseLargeBody(bytes, undefined) : parseBody(bytes, undefined);
  if (members['base64'] === undefined || !ENVELOPE.some((name) => members[name] !== undefined)) return { begun: bytes };
  const { _ContentType: contentType } = members;
  return { enclosed: enclosedFile(members, typeof contentType === 'string' ? contentType : undefined) };
}

/** Whether the client says that its body is small. */
export function isSmallBody({ headers: { 'content-length': length } }: IncomingMessage): boolean {
  return length !== undefined && Number(length) <= SMALL_BYTES;
}

/** @throws ParseError FileSaveError (130) */
export function enclosedFile({ base64, fileData }: Members, contentType: string | undefined): EnclosedFile {
  if (typeof base64 !== 'string') throw new ParseError('FileSaveError', 'Invalid file upload.');
  const { metadata, tags, directory } = (typeof fileData === 'object' && fileData !== null ? fileData : {}) as Members;
  return { bytes: Buffer.from(base64, 'base64'), contentType, metadata, tags, directory };
}

/** The first bytes of a body; empty for a body without any. */
function firstPart(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(tooSlow()), BODY_MS_MAX);
    const settle = (part: Buffer | ParseError) => {
      clearTimeout(timer);
      request.off('readable', onReadable).off('end', onEnd).off('close', onClose);
      if (part instanceof ParseError) reject(part);
      else resolve(part);
    };
    const onReadable = () => {
      const part = request.read() as Buffer | null;
      if (part !== null) settle(part);
    };
    const onEnd = () => settle(Buffer.alloc(0));
    const onClose = () => settle(new ParseError('InvalidJson', 'The body ended early.'));
    request.on('readable', onReadable).on('end', onEnd).on('close', onClose);
  });
}
