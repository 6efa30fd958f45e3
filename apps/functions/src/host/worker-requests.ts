import type { HttpReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { CodeRequest, MailRequest } from '../channel/messages.ts';
import { REQUESTS_PER_RUN_MAX, TOO_MANY_REQUESTS } from '../channel/request-limits.ts';
import { afterTheEnd } from './fates.ts';
import type { Run } from './run.ts';

/** Carries out one request of code; one without a path is a mail. Rejects with a ParseError. */
export type Perform = (app: string, run: Run | undefined, request: CodeRequest | MailRequest, body: Uint8Array) => Promise<HttpReply>;
/** Tells the process an answer. */
export type TellAnswer = (run: number, call: number, answer: HttpReply) => void;

/**
 * The requests that one process makes: of each call some at a time, or of code outside of any call. Calls do not wait for each other, since
 * one may have caused the other.
 */
export class WorkerRequests {
  readonly #perform: Perform;
  readonly #tell: TellAnswer;
  /** By the number of the run. */
  readonly #running = new Map<number, number>();

  constructor(perform: Perform, tell: TellAnswer) {
    this.#perform = perform;
    this.#tell = tell;
  }

  /**
   * @param run undefined for one that is unknown or has ended: nothing is carried out for it
   * @param number as the process has told it; 0 for code outside of any call
   */
  take(app: string, run: Run | 'none' | undefined, number: number, request: CodeRequest | MailRequest, body: Uint8Array): void {
    if (run === undefined) return this.#tell(number, request.call, answerOf(afterTheEnd()));
    const running = this.#running.get(number) ?? 0;
    if (running >= REQUESTS_PER_RUN_MAX)
      return this.#tell(number, request.call, answerOf(new ParseError('RequestLimitExceeded', TOO_MANY_REQUESTS)));
    this.#running.set(number, running + 1);
    void this.#carryOut(app, run === 'none' ? undefined : run, number, request, body);
  }

  forget(run: number): void {
    this.#running.delete(run);
  }

  forgetAll(): void {
    this.#running.clear();
  }

  async #carryOut(app: string, run: Run | undefined, number: number, request: CodeRequest | MailRequest, body: Uint8Array): Promise<void> {
    const answer = await this.#perform(app, run, request, body).catch(answerOf);
    const running = this.#running.get(number);
    if (running !== undefined && running > 1) this.#running.set(number, running - 1);
    else this.#running.delete(number);
    this.#tell(number, request.call, answer);
  }
}

/** An error as the answer of a client would have it. */
function answerOf(error: unknown): HttpReply {
  const told = error instanceof ParseError ? error : new ParseError('InternalServerError', 'Internal server error.');
  return { status: told.status, body: Buffer.from(JSON.stringify(told.toBody())) };
}
