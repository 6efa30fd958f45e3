import { MASTER, PUBLIC, type Identity } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { auth, gateway, type HttpReply, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { CodeRequest, MailRequest } from '../channel/messages.ts';
import { STRAY_REQUEST_MS } from './limits.ts';
import type { Run } from './run.ts';

export interface CodeRequestsParts {
  readonly bus: Pick<Bus, 'call'>;
  /** Ids of requests that belong to no call. */
  readonly requestId: () => string;
  /** Told of each request that may have changed a user of the app. */
  readonly changesUsers: (app: string) => void;
}

/**
 * Makes the requests of code, each with the rights that it names: everybody's, all of them, or those of a session. Everything else about
 * the request is that of the call that makes it, which the code cannot state.
 */
export class CodeRequests {
  readonly #parts: CodeRequestsParts;

  constructor(parts: CodeRequestsParts) {
    this.#parts = parts;
  }

  async perform(app: string, run: Run | undefined, request: CodeRequest | MailRequest, body: Uint8Array): Promise<HttpReply> {
    const { bus, changesUsers } = this.#parts;
    if (!('path' in request)) return this.#sendMail(app, run, body);
    const { method, path, contentType } = request;
    const { identity, sessionToken } = identityOf(run, request);
    const asked = { method, path, contentType, body, ...(sessionToken !== undefined && { sessionToken }) };
    const context = this.#contextOf(app, run, request, identity);
    const call = () => bus.call(gateway.perform, asked, context);
    const reply = await (run === undefined ? call() : run.trace.within(call));
    if (method !== 'GET') changesUsers(app);
    return reply;
  }

  /** @throws InvalidJson (107), and all that auth.sendMail throws */
  async #sendMail(app: string, run: Run | undefined, body: Uint8Array): Promise<HttpReply> {
    const { bus, requestId } = this.#parts;
    const { deadline = Date.now() + STRAY_REQUEST_MS, requestId: id = requestId() } = run?.order.context ?? {};
    const call = () => bus.call(auth.sendMail, { mail: mailOf(body) }, { app, identity: PUBLIC, deadline, requestId: id });
    await (run === undefined ? call() : run.trace.within(call));
    return { status: 200, body: Buffer.from('{}') };
  }

  #contextOf(app: string, run: Run | undefined, request: CodeRequest, identity: Identity): RequestContext {
    const told = { context: request.context ?? '{}', installationId: request.installationId };
    const sessionToken = request.as === 'session' ? request.sessionToken : undefined;
    if (run === undefined) {
      const cloud = { headers: {}, ip: '', depth: 1, sessionToken, ...told };
      return { app, identity, deadline: Date.now() + STRAY_REQUEST_MS, requestId: this.#parts.requestId(), cloud };
    }
    const { deadline, requestId, cloud } = run.order.context;
    return {
      app,
      identity,
      deadline,
      requestId,
      cloud: {
        headers: cloud?.headers ?? {},
        ip: cloud?.ip ?? '',
        installationId: told.installationId ?? cloud?.installationId,
        sessionToken,
        context: request.context ?? cloud?.context ?? '{}',
        depth: run.depth + 1,
      },
    };
  }
}

function mailOf(body: Uint8Array): Record<string, unknown> {
  try {
    const mail: unknown = JSON.parse(Buffer.from(body).toString());
    if (typeof mail === 'object' && mail !== null && !Array.isArray(mail)) return mail as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new ParseError('InvalidJson', 'A mail is an object.');
}

/** The run's own token needs no look-up: whose it is is known. */
function identityOf(run: Run | undefined, { as, sessionToken }: CodeRequest): { identity: Identity; sessionToken?: string | undefined } {
  if (as === 'master') return { identity: MASTER };
  if (as === 'public' || sessionToken === undefined) return { identity: PUBLIC };
  const context = run?.order.context;
  if (context?.identity.kind === 'user' && context.cloud?.sessionToken === sessionToken) return { identity: context.identity };
  return { identity: PUBLIC, sessionToken };
}
