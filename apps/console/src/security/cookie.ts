import type { FastifyReply, FastifyRequest } from 'fastify';

/** The prefix makes browsers take it from this very host alone, over TLS (or loopback), and for all paths. */
export const SESSION_COOKIE = '__Host-parlance-console';
const OPTIONS = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;

/** The session that a browser brings; undefined where it brings none. */
export function sessionOf({ cookies }: FastifyRequest): string | undefined {
  const session = cookies[SESSION_COOKIE];
  return session === undefined || session === '' || session.length > 512 ? undefined : session;
}

/** @param expiresAt ISO 8601 */
export function keepSession(reply: FastifyReply, session: string, expiresAt: string): void {
  reply.setCookie(SESSION_COOKIE, session, { ...OPTIONS, expires: new Date(expiresAt) });
}

export function dropSession(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, OPTIONS);
}
