/**
 * A call that the server refused, or that did not reach it.
 *
 * - `status`: of HTTP; 0 where the server was not reached
 * - `code`: number of the Parse error, if there is one
 * - `requestId`: as in the logs and in the audit
 */
export class ConsoleError extends Error {
  readonly status: number;
  readonly code: number | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** 'code' where the sign-in asks for a second factor. */
  readonly needs: string | undefined;

  constructor(status: number, facts: { error: string; code?: number; requestId?: string; needs?: string; retryAfterSeconds?: number }) {
    super(facts.error);
    this.name = 'ConsoleError';
    this.status = status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.needs = facts.needs;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

export const isConsoleError = (error: unknown, status?: number): error is ConsoleError =>
  error instanceof ConsoleError && (status === undefined || error.status === status);
