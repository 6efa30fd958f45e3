import { MASTER } from '@parlance/acl';
import type { CloudContext, RequestContext } from '@parlance/contracts';

/** Of writes that no request of a client caused, such as those of pushes. */
const NO_CLIENT: CloudContext = Object.freeze({ headers: {}, ip: '', context: '{}', depth: 0 });

/**
 * The request that one write, or one query, belongs to, as its triggers see it. Each of them hands a context on to those after it: from
 * beforeSave to afterSave, and from beforeFind to afterFind.
 */
export class TriggerRun {
  readonly #request: RequestContext;
  readonly #cloud: CloudContext;
  #context: string;

  constructor(request: RequestContext, context?: string) {
    this.#request = request;
    this.#cloud = request.cloud ?? NO_CLIENT;
    this.#context = context ?? this.#cloud.context;
  }

  /** Epoch milliseconds. */
  get deadline(): number {
    return this.#request.deadline;
  }

  get requestId(): string {
    return this.#request.requestId;
  }

  /** JSON of the object that the next trigger is handed. */
  get context(): string {
    return this.#context;
  }

  /** The request as the next trigger is asked with. A service's own name is the master's in the eyes of code. */
  asked(deadline = this.#request.deadline): RequestContext {
    const { identity } = this.#request;
    return {
      ...this.#request,
      identity: identity.kind === 'platform' ? MASTER : identity,
      deadline,
      cloud: { ...this.#cloud, context: this.#context },
    };
  }

  /** Members that a trigger has set or changed stay for those after it. */
  handOn(members: Readonly<Record<string, unknown>>): void {
    this.#context = JSON.stringify({ ...(JSON.parse(this.#context) as object), ...members });
  }
}

/** The run of a query's triggers where one has begun already, else the request that it would be one of. */
export type Triggering = TriggerRun | RequestContext;

export function runOf(triggering: Triggering): TriggerRun {
  return triggering instanceof TriggerRun ? triggering : new TriggerRun(triggering);
}
