import { types } from 'node:util';
import { toJson } from '../primordials.ts';
import { isSdkError, SDK, type SdkError } from '../sdk/sdk.ts';

/** Parse's codes that decide more than the text of an answer. */
const SCRIPT_FAILED = 141;
export const VALIDATION_ERROR = 142;
const INTERNAL_SERVER_ERROR = 1;
const OBJECT_NOT_FOUND = 101;

/** Stand in for a text where code throws nothing. */
export interface Defaults {
  readonly code?: number;
  readonly message?: string;
}

export const OF_FUNCTION: Defaults = { code: SCRIPT_FAILED, message: 'Script failed.' };
export const OF_TRIGGER: Defaults = { code: SCRIPT_FAILED, message: 'Script failed. Unknown error.' };
export const OF_VALIDATOR: Defaults = { code: VALIDATION_ERROR, message: 'Validation failed.' };

/**
 * Anything that code throws, as the error of the SDK that its caller gets: an error of the SDK as it is, a text or another error with
 * code 141 (142 from validators). The stack of a native error is kept.
 */
export function asSdkError(thrown: unknown, { code = SCRIPT_FAILED, message = 'Script failed.' }: Defaults = OF_FUNCTION): SdkError {
  if (!thrown) return new SDK.Error(code, message);
  if (isSdkError(thrown)) return thrown;
  if (typeof thrown === 'string') return new SDK.Error(code, thrown);
  const error = new SDK.Error(code, (thrown as { message?: unknown }).message || thrown);
  if (types.isNativeError(thrown) && thrown.stack !== undefined) error.stack = thrown.stack;
  return error;
}

/** The members of an error that leave the process. */
export interface ErrorAnswer {
  readonly code: number;
  readonly message: string;
  readonly status: number;
}

/** @param error of the SDK; code may have given it a code and a text of any type */
export function errorAnswer(error: SdkError): ErrorAnswer {
  const code = Number.isSafeInteger(error.code) ? error.code : SCRIPT_FAILED;
  return { code, message: messageText(error.message), status: statusOf(error.status, code) };
}

function messageText(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message === undefined || types.isNativeError(message)) return '';
  return toJson(message) ?? '';
}

/** Statuses are Parse Server's: 404 for a missing object, 500 for its own failures, else 400, or that which a handler has chosen. */
function statusOf(chosen: unknown, code: number): number {
  if (typeof chosen === 'number' && Number.isInteger(chosen) && chosen >= 400 && chosen <= 599) return chosen;
  if (code === OBJECT_NOT_FOUND) return 404;
  return code === INTERNAL_SERVER_ERROR ? 500 : 400;
}
