import { ERRORS, type ErrorName } from './table.ts';

export interface ParseErrorOptions extends ErrorOptions {
  /** When the caller may try again, in whole seconds: the answer's Retry-After. */
  readonly retryAfterSeconds?: number;
  /** Of an error that refuses rights: the words that its text leaves unsaid. */
  readonly refusal?: Refusal;
}

/** A refusal of rights as it is told to those who may know more than its caller. */
export interface Refusal {
  /** The text where the app tells its clients the refused action (`enableSanitizedErrorResponse` off). */
  readonly inFull: string;
  /** The rule that decided, as a sentence for the log. Names no token and no key. */
  readonly because: string;
}

/** The body of an answer that carries an error: `{"code":101,"error":"Object not found."}`. */
export interface ErrorBody {
  readonly code: number;
  readonly error: string;
}

/** How code tells errors apart: a name of the table, or 'Custom' for one that an app's own code threw. */
export type ErrorKind = ErrorName | 'Custom';

/**
 * A mistake of the caller, or something the platform cannot do for them now: the one error that crosses a service's edge.
 *
 * `message` is shown to clients. It names the culprit and the expected form, and never a secret, a stack, or a name of the inside.
 */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly kind: ErrorKind;
  /** Parse's error number, as in docs/contract/10-errors.md. */
  readonly code: number;
  /** HTTP status of the answer that carries this error. */
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly refusal: Refusal | undefined;

  constructor(kind: ErrorName, message: string, options?: ParseErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.code = ERRORS[kind].code;
    this.status = ERRORS[kind].status;
    this.retryAfterSeconds = options?.retryAfterSeconds;
    this.refusal = options?.refusal;
  }

  /**
   * An error of an app's own code, which may use any number and any message. It leaves only operations that declare open errors: from
   * all others it is a fault of ours.
   *
   * @param status 400 to 599
   * @throws RangeError for a code that is no safe integer, or a status that is not one of an error
   */
  static custom(code: number, message: string, status = 400, options?: ParseErrorOptions): ParseError & { readonly kind: 'Custom' } {
    if (!Number.isSafeInteger(code)) throw new RangeError('The code of an error is an integer.');
    if (!Number.isInteger(status) || status < 400 || status > 599) throw new RangeError('The status of an error is one of 400 to 599.');
    return Object.assign(new ParseError('OtherCause', message, options), { kind: 'Custom', code, status } as const);
  }

  /** @param inFull for an app that tells its clients the refused action */
  toBody(inFull = false): ErrorBody {
    return { code: this.code, error: inFull ? (this.refusal?.inFull ?? this.message) : this.message };
  }
}

/** True for names that arrive from another process and must be checked before they are trusted. */
export function isErrorName(name: string): name is ErrorName {
  return Object.hasOwn(ERRORS, name);
}
