import { admin } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { dropSession, keepSession, sessionOf } from '../security/cookie.ts';
import { assertCsrf, CSRF_HEADER, csrfOf } from '../security/csrf.ts';
import type { Outcome, SignInLimits } from '../sign-in/sign-in-limits.ts';
import type { AdminClient } from './admin-client.ts';
import { bodyOf } from './read-body.ts';

const text = z.string().min(1);
const signInBody = z.object({ email: text.max(320), password: text.max(200), code: z.string().max(20).optional() });
const firstRunBody = z.object({ link: text.max(200), name: z.string(), email: z.string(), password: z.string() });
const passwordBody = z.object({ current: z.string().max(200), password: z.string() });
const codeBody = z.object({ code: text.max(20) });

export interface SessionParts {
  readonly admin: AdminClient;
  readonly limits: SignInLimits;
  readonly sessionHours: number;
  /** Address of the mount as clients of apps reach it; null where nobody has named it. */
  readonly parseUrl: string | null;
  /** Whether the console can carry files between browsers and the gateway. */
  readonly carries: boolean;
}

/** The beginning and the end of sessions, and all that administrators do with their own account. */
export function sessionRoutes(
  server: FastifyInstance,
  { admin: client, limits, sessionHours: hours, parseUrl: parse, carries }: SessionParts,
): void {
  server.get('/session', async (request) => {
    const caller = callerOf(request);
    const { administrator } = await client.ask(admin.readSession, caller, request.id);
    return { administrator, csrf: csrfOf(caller.session), parse, carries };
  });

  server.post('/session', async (request, reply) => {
    const { email, password, code } = bodyOf(signInBody, request);
    const asked = { email, password, code: code === '' ? undefined : code, hours, address: request.ip };
    const ask = () => client.ask(admin.signIn, asked, request.id);
    const told = await limits.attempt(request.ip, email, ask, isRefusal);
    if (told.outcome === 'signed-in') return begin(told, request, reply);
    return reply.code(401).send({ ...SIGN_IN_ERRORS[told.outcome], requestId: request.id });
  });

  server.post('/first-run', async (request, reply) => {
    const asked = { ...bodyOf(firstRunBody, request), hours, address: request.ip };
    const ask = () => client.ask(admin.firstRun, asked, request.id);
    return begin(await limits.attempt(request.ip, undefined, ask, isKind('ObjectNotFound')), request, reply);
  });

  server.delete('/session', async (request, reply) => {
    const caller = changeOf(request);
    await client.ask(admin.signOut, caller, request.id);
    dropSession(reply);
    return reply.code(204).send();
  });

  server.post('/session/password', async (request) => {
    const caller = changeOf(request);
    const asked = { ...caller, ...bodyOf(passwordBody, request) };
    return guarded(request, caller, () => client.ask(admin.changeOwnPassword, asked, request.id));
  });

  server.post('/session/second-factor', async (request) => {
    return client.ask(admin.beginSecondFactor, changeOf(request), request.id);
  });
  server.put('/session/second-factor', async (request) => {
    const caller = changeOf(request);
    const asked = { ...caller, ...bodyOf(codeBody, request) };
    return guarded(request, caller, () => client.ask(admin.confirmSecondFactor, asked, request.id));
  });
  server.delete('/session/second-factor', async (request) => {
    const caller = changeOf(request);
    const asked = { ...caller, ...bodyOf(codeBody, request) };
    return guarded(request, caller, () => client.ask(admin.removeSecondFactor, asked, request.id));
  });

  /** Somebody with a session that is not theirs may not find out the password or the code behind it. */
  function guarded<T>({ ip }: FastifyRequest, { session }: admin.ConsoleCaller, guess: () => Promise<T>): Promise<T> {
    return limits.attempt(ip, csrfOf(session), guess, isKind('ValidationFailed'));
  }

  /** A session that the browser has brought ends: the one that begins is always another. */
  async function begin({ session, expiresAt, administrator }: admin.BegunSession, request: FastifyRequest, reply: FastifyReply) {
    const before = sessionOf(request);
    if (before !== undefined) await client.ask(admin.signOut, { session: before, address: request.ip }, request.id);
    keepSession(reply, session, expiresAt);
    return { administrator, csrf: csrfOf(session), parse, carries };
  }
}

const SIGN_IN_ERRORS = {
  refused: { code: 101, error: 'Address, password or code are not right.' },
  'code-needed': { code: 101, error: 'A code of your device is needed.', needs: 'code' },
} as const;

function isRefusal(outcome: Outcome<admin.SignInOutcome>): boolean {
  return 'value' in outcome && outcome.value.outcome === 'refused';
}

function isKind(kind: ParseError['kind']): (outcome: Outcome<unknown>) => boolean {
  return (outcome) => 'error' in outcome && outcome.error instanceof ParseError && outcome.error.kind === kind;
}

/** @throws ParseError MissingApiKey without a session */
export function callerOf(request: FastifyRequest): admin.ConsoleCaller {
  const session = sessionOf(request);
  if (session === undefined) throw new ParseError('MissingApiKey', 'You are not signed in.');
  return { session, address: request.ip };
}

/** The same for a request that changes something. @throws ParseError OperationForbidden without the token of the session */
export function changeOf(request: FastifyRequest): admin.ConsoleCaller {
  const caller = callerOf(request);
  assertCsrf(caller.session, request.headers[CSRF_HEADER]);
  return caller;
}
