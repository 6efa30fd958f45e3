import type { Identity } from '@parlance/acl';
import type { AdminCaller, AdminOperation, AnyAdminOperation } from '@parlance/admin-operations';
import type { SurveyedProcess } from '@parlance/bus';
import type { config, Operation } from '@parlance/contracts';

/** One call of an administrative operation, as its handler sees it: admitted already, the request checked. */
export interface AdminCall {
  readonly caller: AdminCaller;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** Aborted when the caller has gone: ends operations that follow. */
  readonly signal: AbortSignal;
  /** Adds to the entry of this change in the audit, where the dispatcher writes it: values before and after, without secrets. */
  readonly note: (change: config.AuditChange) => void;
  /** Names the object that the change has just made, in the same entry: `<class>/<objectId>`. */
  readonly nameSubject: (subject: string) => void;
  /**
   * Asks a service over the bus, with the rights of the app's master key, and with the caller as the author of changes.
   *
   * @param app in whose name; the app of the request where one is named
   * @throws ParseError as the service answers
   */
  readonly ask: <Request, Reply>(operation: Operation<Request, Reply>, request: Request, app?: string) => Promise<Reply>;
  /**
   * The same with the rights of the key that only reads. Objects are read so: people who may look at them are not to be shown session tokens, with
   * which they could act as somebody else.
   */
  readonly look: AdminCall['ask'];
  /** The same with the rights of a client, for a look at the objects that clients see. */
  readonly lookAs: (identity: Extract<Identity, { readonly kind: 'public' | 'user' }>) => AdminCall['ask'];
  /** Asks every process of the deployment for a report on itself, as long as the deadline lets it and for three seconds at most. */
  readonly survey: () => Promise<readonly SurveyedProcess[]>;
}

/** How an operation is carried out: one answer, or a row of answers where the operation follows. */
export interface AdminHandler<Request, Reply> {
  readonly operation: AdminOperation<Request, Reply>;
  readonly handle: (request: Request, call: AdminCall) => Promise<Reply> | AsyncIterable<Reply>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a list of handlers of any operations
export type AnyAdminHandler = AdminHandler<any, any> & { readonly operation: AnyAdminOperation };

/** Ties a handler to its operation. The handlers of an area are one list. */
export function handles<Request, Reply>(
  operation: AdminOperation<Request, Reply>,
  handle: AdminHandler<Request, Reply>['handle'],
): AdminHandler<Request, Reply> {
  return { operation, handle };
}
