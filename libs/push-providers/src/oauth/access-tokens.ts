import type { Outcome } from '@parlance/push';

/** A token as its endpoint gave it out. */
export interface GrantedToken {
  readonly token: string;
  readonly expiresInMs: number;
}

/** No token: the credential is bad (`authError`), or the endpoint could not answer (`retry`). */
export type TokenFailure = Extract<Outcome, { kind: 'authError' | 'retry' }> | { readonly kind: 'authError'; readonly reason: string };

export type TokenAnswer = { readonly granted: GrantedToken } | { readonly failure: TokenFailure };

const REFRESH_BEFORE_MS = 5 * 60_000;

interface Held extends GrantedToken {
  readonly grantedAt: number;
}

/**
 * The access token of one credential: asked for once however many messages wait for it, and anew five minutes before it expires. One that
 * lives shorter is used for half of its life.
 */
export class AccessTokens {
  readonly #ask: () => Promise<TokenAnswer>;
  readonly #now: () => number;
  #held: Held | undefined;
  #asking: Promise<{ token: string } | { failure: TokenFailure }> | undefined;

  /**
   * @param ask one request to the token endpoint; never rejects
   * @param now milliseconds, of any origin
   */
  constructor(ask: () => Promise<TokenAnswer>, now: () => number) {
    this.#ask = ask;
    this.#now = now;
  }

  /** The token to send now. While one is still good, an endpoint that is away does not matter. */
  async current(): Promise<{ readonly token: string } | { readonly failure: TokenFailure }> {
    const held = this.#held;
    const age = held === undefined ? 0 : this.#now() - held.grantedAt;
    if (held !== undefined && age < held.expiresInMs - Math.min(REFRESH_BEFORE_MS, held.expiresInMs / 2)) return { token: held.token };
    const answer = await this.#refresh();
    if ('failure' in answer && answer.failure.kind === 'retry' && held !== undefined && age < held.expiresInMs)
      return { token: held.token };
    return answer;
  }

  /** Another token than the refused one; those that were refused the same one share one request. */
  async renewed(refused: string): Promise<{ readonly token: string } | { readonly failure: TokenFailure }> {
    if (this.#held?.token === refused) this.#held = undefined;
    return this.#held === undefined ? this.#refresh() : { token: this.#held.token };
  }

  #refresh(): Promise<{ token: string } | { failure: TokenFailure }> {
    this.#asking ??= this.#askOnce().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #askOnce(): Promise<{ token: string } | { failure: TokenFailure }> {
    const answer = await this.#ask();
    if ('failure' in answer) return answer;
    this.#held = { ...answer.granted, grantedAt: this.#now() };
    return { token: answer.granted.token };
  }
}
