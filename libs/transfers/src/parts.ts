import { ParseError } from '@parlance/errors';
import { decodeFault, encodeFault } from './fault.ts';

/** The answer to one of several tickets: its bytes, or why there are none. */
export type Part = Buffer | ParseError;

const HEAD_BYTES = 5;
const BYTES = 0;
const FAULT = 1;

/** Several parts as one body. Each is its kind in a byte (0 for bytes, 1 for a fault), its length in four, and itself. */
export function joinParts(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap((part) => {
    const isFault = part instanceof ParseError;
    const bytes = isFault ? Buffer.from(encodeFault(part)) : part;
    const head = Buffer.allocUnsafe(HEAD_BYTES);
    head.writeUInt8(isFault ? FAULT : BYTES, 0);
    head.writeUInt32BE(bytes.length, 1);
    return [head, bytes];
  });
  return Buffer.concat(pieces);
}

/** The parts of such a body, in order. */
export function splitParts(body: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at + HEAD_BYTES <= body.length;) {
    const begin = at + HEAD_BYTES;
    const end = begin + body.readUInt32BE(at + 1);
    const bytes = body.subarray(begin, end);
    parts.push(body.readUInt8(at) === FAULT ? decodeFault(bytes.toString()) : bytes);
    at = end;
  }
  return parts;
}
