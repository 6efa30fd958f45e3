import { NO_APP } from '@parlance/contracts';
import { addressKey, tooManyRequests, type Limit, type Throttle } from '@parlance/redis';

const WINDOW_SECONDS = 900;
/** Failures in a quarter of an hour: of all people behind an address, and for one account, whoever tries. */
const PER_ADDRESS: Limit = { pointsMax: 30, windowSeconds: WINDOW_SECONDS };
const PER_ACCOUNT: Limit = { pointsMax: 10, windowSeconds: WINDOW_SECONDS };
const TEXT = 'Too many failed sign-ins. Try again later.';

interface Subject {
  readonly key: string;
  readonly limit: Limit;
}

/** Stops guessing at passwords, codes and links, over all replicas. Right sign-ins are not counted. */
export class SignInLimits {
  readonly #failures: Throttle;

  constructor(failures: Throttle) {
    this.#failures = failures;
  }

  /**
   * Lets somebody try. Of any number of attempts at once, at most as many as the limits allow get to know that they failed.
   *
   * @param account that is guessed at; undefined where it is none
   * @param isWrong tells whether the outcome counts as a failure
   * @throws ParseError RateLimited; the errors of the guess, which count as failures where `isWrong` says so
   */
  async attempt<T>(
    address: string,
    account: string | undefined,
    guess: () => Promise<T>,
    isWrong: (outcome: Outcome<T>) => boolean,
  ): Promise<T> {
    const subjects = subjectsOf(address, account);
    await this.#assertAllowed(subjects, (subject) => this.#failures.peek(counted(subject), subject.limit));
    const [outcome] = await Promise.allSettled([guess()]);
    const wrong = isWrong(outcome.status === 'rejected' ? { error: outcome.reason } : { value: outcome.value });
    // A right guess is told after a look at the count only: guesses at once gain nothing.
    await this.#assertAllowed(subjects, (subject) =>
      wrong ? this.#failures.take(counted(subject), subject.limit) : this.#failures.peek(counted(subject), subject.limit),
    );
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }

  async #assertAllowed(subjects: readonly Subject[], look: (subject: Subject) => ReturnType<Throttle['peek']>): Promise<void> {
    const refused = (await Promise.all(subjects.map(look))).filter(({ allowed }) => !allowed);
    const retryAfterSeconds = Math.max(...refused.map((verdict) => verdict.retryAfterSeconds));
    if (refused.length > 0) throw tooManyRequests({ retryAfterSeconds }, TEXT);
  }
}

/** The end of a guess: a value or an error. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

function subjectsOf(address: string, account: string | undefined): readonly Subject[] {
  const place = { key: `address ${addressKey(address)}`, limit: PER_ADDRESS };
  return account === undefined ? [place] : [place, { key: `account ${account.toLowerCase()}`, limit: PER_ACCOUNT }];
}

function counted({ key }: Subject) {
  return { app: NO_APP, key };
}
