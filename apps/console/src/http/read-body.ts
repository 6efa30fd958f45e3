import { ParseError } from '@parlance/errors';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

/** The bytes of a body; none where there is no body. */
export function bytesOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** @throws ParseError InvalidJson for a body that is no JSON, or does not fit; it names members and no values */
export function bodyOf<Body>(schema: z.ZodType<Body>, request: FastifyRequest): Body {
  const read = schema.safeParse(jsonOf(bytesOf(request)));
  if (read.success) return read.data;
  throw new ParseError('InvalidJson', read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    throw new ParseError('InvalidJson', 'The request is no JSON.');
  }
}
