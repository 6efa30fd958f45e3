import type { DeclaredOperation } from '../handlers.ts';
import { decodeJson, encodeJson } from './reply.ts';

/** JSON holds no line end but inside of strings, where it is written as two characters. */
const LINE_END = 10;

/** A request with a body that nobody on the way reads. */
interface BytesRequest {
  readonly body: Uint8Array;
}

/** A request as bytes: its JSON or, of an operation whose body is bytes, the JSON of the rest, a line end, and the body as it is. */
export function encodeRequest({ body: form }: Pick<DeclaredOperation, 'body'>, request: unknown): Uint8Array {
  if (form !== 'bytes') return encodeJson(request);
  const { body, ...head } = request as BytesRequest;
  return Buffer.concat([encodeJson(head), Buffer.of(LINE_END), body]);
}

/** Reads the result of `encodeRequest`; a body of bytes is a view of them. @throws SyntaxError when there is no JSON where it should be */
export function decodeRequest({ body: form }: Pick<DeclaredOperation, 'body'>, bytes: Uint8Array): unknown {
  if (form !== 'bytes') return decodeJson(bytes);
  const end = bytes.indexOf(LINE_END);
  if (end < 0) throw new SyntaxError('A request with a body of bytes has no line end.');
  return { ...(decodeJson(bytes.subarray(0, end)) as object), body: bytes.subarray(end + 1) };
}
