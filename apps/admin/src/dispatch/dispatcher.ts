import { refusal, type AdminCaller, type AnyAdminOperation } from '@parlance/admin-operations';
import { MASTER, READ_ONLY_MASTER, type Identity } from '@parlance/acl';
import { auditedChange, withoutSecrets } from '@parlance/audit';
import type { Bus } from '@parlance/bus';
import { NO_APP, type Author, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { withinRequest, type Logger } from '@parlance/telemetry';
import type { Callers, Credentials } from '../callers/callers.ts';
import type { AdminCall, AnyAdminHandler } from './admin-handler.ts';
import { faultsOf, RequestFaults } from './faults.ts';

/** Rows of answers end within a second of the end of the token: before a row leaves, a token that was looked at earlier is looked at again. */
const CHECK_MS = 300;
/** Processes make their reports in two seconds; one that takes longer is silent. */
const SURVEY_MS_MAX = 3_000;
/** Is left of the caller's deadline for the answer. */
const ANSWER_MS = 200;

/** A request as a door hands it in. */
export interface Asked {
  readonly credentials: Credentials;
  readonly requestId: string;
  /** Epoch milliseconds; the operation's own deadline where the caller stated none. */
  readonly deadline: number | undefined;
  readonly signal: AbortSignal;
  /** JSON, as it arrived. */
  readonly request: unknown;
}

/** A request that may be carried out. */
interface Admitted {
  readonly handler: AnyAdminHandler;
  readonly request: unknown;
  readonly call: AdminCall;
}

interface Parts {
  readonly handlers: readonly AnyAdminHandler[];
  readonly callers: Pick<Callers, 'identify'>;
  readonly bus: Bus;
  readonly logger: Logger;
}

/**
 * The one place through which every administrative request goes, whatever door it came by: caller, scope, request, handler, reply.
 */
export class Dispatcher {
  readonly #handlers: ReadonlyMap<AnyAdminOperation, AnyAdminHandler>;
  readonly #callers: Pick<Callers, 'identify'>;
  readonly #bus: Bus;
  readonly #logger: Logger;

  /** @throws Error for an operation that is handled twice */
  constructor({ handlers, callers, bus, logger }: Parts) {
    this.#handlers = new Map(handlers.map((handler) => [handler.operation, handler]));
    this.#callers = callers;
    this.#bus = bus;
    this.#logger = logger;
    if (this.#handlers.size !== handlers.length) throw new Error('An administrative operation is handled twice.');
  }

  /** The operations that doors serve. */
  get operations(): readonly AnyAdminOperation[] {
    return [...this.#handlers.keys()];
  }

  /**
   * Carries out an operation that does not follow.
   *
   * @throws ParseError and nothing else: MissingApiKey and InvalidApiKey for a caller who is nobody, OperationForbidden for one who may not,
   * RequestFaults for a request that does not fit, InternalServerError for a fault of ours, which is logged
   */
  async call(operation: AnyAdminOperation, asked: Asked): Promise<object> {
    const admitted = await this.#admit(operation, asked);
    const { request, call } = admitted;
    return withinRequest({ requestId: call.requestId, app: appOf(request) }, () =>
      this.#guarded(operation, call, async () => this.#checked(operation, await this.#run(operation, admitted))),
    );
  }

  /** A change that its owner does not audit has its entry written here, before and after it. */
  #run(operation: AnyAdminOperation, { handler, request, call }: Admitted): Promise<unknown> {
    const { area, name, changes } = operation;
    if (changes?.auditedBy !== 'dispatcher') return handler.handle(request, call) as Promise<unknown>;
    const change = {
      action: `${area}.${name}`,
      text: changes.text(request),
      changes: [{ name: 'request', after: withoutSecrets(changes.shown === undefined ? request : changes.shown(request)) }],
      ...(changes.subject === undefined ? {} : { subject: changes.subject(request) }),
    };
    return auditedChange(
      this.#bus,
      change,
      contextOf(call, appOf(request)),
      (note, nameSubject) => handler.handle(request, { ...call, note, nameSubject }) as Promise<unknown>,
    );
  }

  /** The same for operations that follow: their answers, as they come. */
  async *follow(operation: AnyAdminOperation, asked: Asked): AsyncGenerator<object, void> {
    yield* await this.begin(operation, asked);
  }

  /** The same for doors that tell a refusal apart from a row that breaks off. */
  async begin(operation: AnyAdminOperation, asked: Asked): Promise<AsyncGenerator<object, void>> {
    return this.#rows(operation, asked, await this.#admit(operation, asked));
  }

  async *#rows(operation: AnyAdminOperation, asked: Asked, { handler, request, call }: Admitted): AsyncGenerator<object, void> {
    const rows = (handler.handle(request, call) as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    let checkedAt = Date.now();
    try {
      for (;;) {
        const next = await this.#guarded(operation, call, () => rows.next());
        if (next.done === true || call.signal.aborted) return;
        if (Date.now() - checkedAt > CHECK_MS) {
          await this.#callers.identify(asked.credentials, 'again');
          checkedAt = Date.now();
        }
        yield this.#checked(operation, next.value);
      }
    } finally {
      await rows.return?.();
    }
  }

  async #admit(operation: AnyAdminOperation, asked: Asked): Promise<Admitted> {
    const caller = await this.#callers.identify(asked.credentials);
    // Of a request that does not fit, a caller hears only when they may ask at all.
    const named = appOf(asked.request);
    const refused = refusal(caller, operation, operation.of === 'app' ? named : undefined);
    if (refused !== undefined) throw new ParseError('OperationForbidden', refused);
    const parsed = operation.request.safeParse(asked.request);
    if (!parsed.success) throw new RequestFaults(faultsOf(parsed.error));
    const handler = this.#handlers.get(operation);
    if (handler === undefined) throw new ParseError('CommandUnavailable', 'There is no such operation.');
    const request: unknown = parsed.data;
    return { handler, request, call: this.#callOf(operation, asked, caller, appOf(request)) };
  }

  #callOf(operation: AnyAdminOperation, { requestId, signal, deadline }: Asked, caller: AdminCaller, app: string): AdminCall {
    const ends = deadline ?? Date.now() + operation.deadlineMs;
    const author = authorOf(caller);
    const asking =
      (identity: Identity): AdminCall['ask'] =>
      (asked, request, of = app) => {
        // An operation that follows asks again and again: each question has a deadline of its own.
        const until = operation.follows === true ? Date.now() + asked.deadlineMs : ends;
        const answer = this.#bus.call(asked, request, { app: of, identity, deadline: until, requestId, author });
        return answer.catch((error: unknown) => {
          throw isUnknownApp(error, of) ? new ParseError('ObjectNotFound', `There is no app ${of}, or it is disabled.`) : error;
        });
      };
    return {
      caller,
      requestId,
      signal,
      deadline: ends,
      note: () => undefined,
      nameSubject: () => undefined,
      ask: asking(MASTER),
      look: asking(READ_ONLY_MASTER),
      lookAs: asking,
      survey: () => this.#bus.survey(Math.max(0, Math.min(SURVEY_MS_MAX, ends - Date.now() - ANSWER_MS))),
    };
  }

  async #guarded<Value>({ area, name }: AnyAdminOperation, { requestId }: AdminCall, work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ParseError) throw error;
      this.#logger.error({ err: error, requestId }, `The administrative operation ${area}.${name} failed.`);
      throw new ParseError('InternalServerError', 'Internal server error.');
    }
  }

  #checked(operation: AnyAdminOperation, reply: unknown): object {
    return operation.reply.parse(reply) as object;
  }
}

function authorOf({ kind, id, name, address = '' }: AdminCaller): Author {
  return { kind, id, name, address };
}

function contextOf({ caller, deadline, requestId }: AdminCall, app: string): RequestContext {
  return { app, identity: MASTER, deadline, requestId, author: authorOf(caller) };
}

/** Services refuse an unknown app as they refuse a wrong key. Here the caller has been let in: they are not to sign in again because of it. */
function isUnknownApp(error: unknown, app: string): boolean {
  return app !== NO_APP && error instanceof ParseError && error.kind === 'InvalidApiKey';
}

/** The app that a request names; none where it names none that could be one. */
function appOf(request: unknown): string {
  const app = typeof request === 'object' && request !== null && 'app' in request ? request.app : undefined;
  return typeof app === 'string' ? app : NO_APP;
}
