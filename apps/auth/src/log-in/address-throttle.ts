import type { AppSettings } from '@parlance/app-settings';
import type { auth, RequestContext } from '@parlance/contracts';
import { type ErrorKind, ParseError } from '@parlance/errors';
import { addressKey, type Counted, type Throttle, tooManyRequests } from '@parlance/redis';

/**
 * The answers to a wrong guess, those of an app's own code included. Every other answer belongs to no guess, or to a right one that stops
 * for another reason.
 */
const WRONG: ReadonlySet<ErrorKind> = new Set([
  ...(['ObjectNotFound', 'MfaError', 'InvalidAuthData', 'InvalidLinkedSession'] as const),
  ...(['CloudCodeFailed', 'ValidationFailed', 'Custom'] as const),
]);

/** The origin of a log-in, and the limit that holds for it. */
export interface Attempt {
  readonly origin: auth.Origin;
  readonly settings: Pick<AppSettings, 'logInThrottle'>;
  readonly context: Pick<RequestContext, 'app' | 'identity'>;
}

/**
 * Stops guessing from one address, whatever users are guessed at: so many failures, over all replicas, and it is answered 429 before
 * anything is hashed. Addresses that are not known count as one. Right log-ins are not counted. The master key, which may log in as
 * anybody, is not stopped.
 */
export class AddressThrottle {
  readonly #failures: Throttle;

  /** @param failures counts failed log-ins of addresses */
  constructor(failures: Throttle) {
    this.#failures = failures;
  }

  /**
   * Lets somebody try. Of any number of attempts at once, at most as many as the limit get to know their outcome once they fail:
   * it is told after the failure was counted, or after a look at the count.
   *
   * @param guess has no effect when it succeeds: it only finds out whose credentials they are
   * @throws RateLimited (100, 429); the errors of the guess
   */
  async attempt<T>({ origin, settings: { logInThrottle }, context }: Attempt, guess: () => Promise<T>): Promise<T> {
    if (logInThrottle === null || context.identity.kind === 'master') return guess();
    const from: Counted = { app: context.app, key: addressKey(origin.address) };
    const limit = { pointsMax: logInThrottle.failuresPerAddress, windowSeconds: logInThrottle.windowSeconds };
    const before = await this.#failures.peek(from, limit);
    if (!before.allowed) throw tooManyRequests(before);
    const outcome = await settled(guess);
    const after = isWrong(outcome) ? await this.#failures.take(from, limit) : await this.#failures.peek(from, limit);
    if (!after.allowed) throw tooManyRequests(after);
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }
}

async function settled<T>(guess: () => Promise<T>): Promise<PromiseSettledResult<T>> {
  const [outcome] = await Promise.allSettled([guess()]);
  return outcome;
}

function isWrong(outcome: PromiseSettledResult<unknown>): boolean {
  return outcome.status === 'rejected' && outcome.reason instanceof ParseError && WRONG.has(outcome.reason.kind);
}
