import { failedCallOf } from './call-notes.ts';
import { framesOf, quotesData } from './quoting-errors.ts';
import { withoutCredentials } from './redact.ts';

const CAUSES_MAX = 5;

/** Written in the place of a driver's text. */
export const UNTOLD = 'The text is not logged, as it may quote data.';

/**
 * The part of an error that a log line shows. Further members are left out, as drivers put whole documents and commands there. Of a
 * driver's error the text is left out as well, since it quotes them: the line has its code, the code's name, and the call in which it arose.
 */
export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string | number;
  /** MongoDB's name of the code. */
  readonly code_name?: string;
  /** The driver's name of the command, or the operation of the bus. */
  readonly operation?: string;
  readonly collection?: string;
  readonly cause?: ErrorDescription;
}

/** Describes whatever was thrown, with its chain of causes. No text of a driver's error is in it, at any depth. */
export function describeError(error: unknown, causesLeft = CAUSES_MAX): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: 'A value that is no error was thrown.' };
  const { cause } = error;
  return {
    type: error.name,
    ...textsOf(error),
    ...codesOf(error),
    ...failedCallOf(error),
    ...(cause === undefined || causesLeft === 0 ? {} : { cause: describeError(cause, causesLeft - 1) }),
  };
}

function textsOf(error: Error): Pick<ErrorDescription, 'message' | 'stack'> {
  const { message, stack } = error;
  if (quotesData(error)) return { message: UNTOLD, ...(stack === undefined ? {} : { stack: framesOf(stack) }) };
  return { message: withoutCredentials(message), ...(stack === undefined ? {} : { stack: withoutCredentials(stack) }) };
}

/** Names of codes are words: anything else is no name, and may be data. */
const CODE = /^[A-Za-z0-9_.-]{1,64}$/;
/** Redis begins its refusals with a word in capitals: `NOAUTH Authentication required.` */
const REDIS_CODE = /^[A-Z]{3,16}(?= )/;

function codesOf(error: Error): Pick<ErrorDescription, 'code' | 'code_name'> {
  const { code, codeName } = error as Error & { readonly code?: unknown; readonly codeName?: unknown };
  const shown = code ?? (error.name === 'ReplyError' ? REDIS_CODE.exec(error.message)?.[0] : undefined);
  return {
    ...(typeof shown === 'number' || (typeof shown === 'string' && CODE.test(shown)) ? { code: shown } : {}),
    ...(typeof codeName === 'string' && CODE.test(codeName) ? { code_name: codeName } : {}),
  };
}
