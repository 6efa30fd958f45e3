import { ERRORS, type ErrorName } from './table.ts';

export interface ParseErrorOptions extends ErrorOptions {
  /** When the caller may try again, in whole seconds: the answer's Retry-After. */
  readonly retryAfterSeconds?: number;
}

/**
 * A fault of the caller, or a thing that the platform cannot do now: the one error that crosses a service's edge.
 *
 * `message` is shown to clients. It names the culprit and the expected form, and never a secret, a stack, or a name of the inside.
 */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly kind: ErrorName;
  /** Parse's error number, as in docs/contract/10-errors.md. */
  readonly code: number;
  /** HTTP status of the answer that carries this error. */
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: ErrorName, message: string, options?: ParseErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.code = ERRORS[kind].code;
    this.status = ERRORS[kind].status;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }

  /** The body of the answer: `{"code":101,"error":"Object not found."}`. */
  toBody(): { readonly code: number; readonly error: string } {
    return { code: this.code, error: this.message };
  }
}

/** True for names that arrive from another process and must be checked before they are trusted. */
export function isErrorName(name: string): name is ErrorName {
  return Object.hasOwn(ERRORS, name);
}
