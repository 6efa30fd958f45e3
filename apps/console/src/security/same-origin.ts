import { ParseError } from '@parlance/errors';
import type { FastifyRequest } from 'fastify';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses changes that a browser sends for a page of another site: also a sign-in, which no token of a session protects yet. Programs that
 * are no browsers send neither header field.
 *
 * @throws ParseError OperationForbidden
 */
export function assertSameOrigin({ method, headers, host }: FastifyRequest): void {
  if (SAFE.has(method)) return;
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (isForeign || (origin !== undefined && hostOf(origin) !== host)) {
    throw new ParseError('OperationForbidden', 'This request comes from another site.');
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
