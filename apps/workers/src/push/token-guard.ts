import type { data, push } from '@parlance/contracts';
import { isSuspect, JUDGED } from '@parlance/push';
import type { PushServices } from './push-services.ts';

/** Answers are told of together, unless bad ones are among them. */
const TOLD_TOGETHER = JUDGED / 2;

/** The answers to one slice. */
export interface AnsweredTokens {
  /** Tokens that providers call dead. */
  readonly dead: readonly data.DeadToken[];
  /** Messages that APNs has answered for good. */
  readonly answers: number;
}

/**
 * The bad tokens of a push, in this process: they are dead once the service that keeps the push has found its first answers all right, and
 * none of them before. It counts for all workers.
 */
export class TokenGuard {
  #round = 0;
  #passed = false;
  #suspects: data.DeadToken[] = [];
  #untold = { seen: 0, bad: 0 };

  /** Takes over the verdict that came with a claim. */
  follow({ round, passed }: push.PushTokens): void {
    if (round !== this.#round) this.#beginRound(round);
    this.#passed ||= passed;
  }

  /** @returns the tokens that are dead for sure, now that these answers came */
  async judge({ dead, answers }: AnsweredTokens, services: Pick<PushServices, 'judgeTokens'>): Promise<readonly data.DeadToken[]> {
    if (this.#passed || answers === 0) return dead;
    const isBad = ({ reason, provider }: data.DeadToken) => provider === 'apns' && isSuspect(reason);
    const [bad, others] = [dead.filter(isBad), dead.filter((token) => !isBad(token))];
    this.#suspects.push(...bad);
    this.#untold = { seen: this.#untold.seen + answers, bad: this.#untold.bad + bad.length };
    if (this.#untold.bad === 0 && this.#untold.seen < TOLD_TOGETHER) return others;
    return [...others, ...(await this.#tell(false, services))];
  }

  /** A partition ends. @returns the tokens that are dead for sure, if the push ends by that */
  async end(services: Pick<PushServices, 'judgeTokens'>): Promise<readonly data.DeadToken[]> {
    return this.#suspects.length === 0 ? [] : this.#tell(true, services);
  }

  /** @throws ParseError of a service that does not answer: nobody is taken for dead then */
  async #tell(isWhole: boolean, services: Pick<PushServices, 'judgeTokens'>): Promise<readonly data.DeadToken[]> {
    const told = this.#untold;
    this.#untold = { seen: 0, bad: 0 };
    const { verdict, round } = await services.judgeTokens({ ...told, round: this.#round, isWhole });
    if (round !== this.#round) this.#beginRound(round);
    if (verdict === 'open') return [];
    const suspects = this.#suspects;
    this.#suspects = [];
    this.#passed = verdict === 'passed';
    return this.#passed ? suspects : [];
  }

  /** The push was paused, and its settings may have been wrong before: bad tokens of that time say nothing. */
  #beginRound(round: number): void {
    this.#round = round;
    this.#passed = false;
    this.#suspects = [];
    this.#untold = { seen: 0, bad: 0 };
  }
}
