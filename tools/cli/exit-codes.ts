/** The ends of the command, for scripts. */
export const DONE = 0;
/** The deployment refused, or the work failed. */
export const REFUSED = 1;
/** The command line says nothing that can be done. */
export const WRONG_USAGE = 2;
/** Nobody answered: the outcome of a change is unknown. */
export const UNREACHABLE = 3;
/** Ctrl-C, as shells have it. An operation that follows ends so with 0: that is the way to end it. */
export const INTERRUPTED = 130;

/** The command line is wrong. The message says how it would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The deployment refused. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: number;
  readonly requestId: string;

  constructor(message: string, code: number, requestId: string) {
    super(message);
    this.code = code;
    this.requestId = requestId;
  }
}

/** There is no answer. The message names no credentials. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** Somebody has pressed Ctrl-C. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}
