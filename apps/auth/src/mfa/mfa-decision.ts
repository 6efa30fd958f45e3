import { ParseError } from '@parlance/errors';
import type { MfaState } from './mfa-state.ts';

/**
 * The steps to take about a second factor, in this order:
 *
 * 1. `state`, where given, is stored if unchangedSince() the state that was read still holds; if not, read and decide anew;
 * 2. `message`, where given, is sent;
 * 3. `error`, where given, is the answer; else the request goes on, with `response` as the answer's `authDataResponse.mfa`.
 */
export interface MfaDecision {
  readonly state?: MfaState;
  readonly message?: { readonly mobile: string; readonly code: string };
  readonly error?: ParseError;
  readonly response?: Readonly<Record<string, unknown>>;
}

/** Wrong tokens in a row, whatever their kind; a code that was sent is void then. */
export const FAILURES_MAX = 5;
const LOCK_MS = 15 * 60_000;
const LOCK_MS_MAX = 24 * 60 * 60_000;

/** The next state of a user: `changes` made to the state that was read. */
export function nextState(state: MfaState, changes: Partial<MfaState>): MfaState {
  return { ...state, ...changes, revision: state.revision + 1 };
}

/** The state that a right token leaves behind: no failures. */
export function afterSuccess(state: MfaState, changes: Partial<MfaState>): MfaState {
  return nextState(state, { failures: 0, locks: 0, lockedUntil: undefined, ...changes });
}

/**
 * Counts a wrong token. The fifth in a row locks the second factor for a while, twice as long each time, and voids a code that was sent.
 * Nothing permanent is voided: anybody who knows a password could otherwise lock its owner out for good.
 */
export function wrongToken(state: MfaState, now: Date): MfaDecision {
  const failures = state.failures + 1;
  const error = mfaError('Invalid MFA token');
  if (failures < FAILURES_MAX) return { state: nextState(state, { failures }), error };
  const lockedUntil = now.getTime() + Math.min(LOCK_MS * 2 ** state.locks, LOCK_MS_MAX);
  return { state: nextState(state, { failures: 0, locks: state.locks + 1, lockedUntil, sent: undefined }), error };
}

/** The refusal while the second factor is locked, whatever the token. */
export function lockOf(state: MfaState, now: Date): ParseError | undefined {
  const leftMs = (state.lockedUntil ?? 0) - now.getTime();
  return leftMs > 0 ? mfaError(`Too many invalid MFA tokens. Please try again after ${Math.ceil(leftMs / 60_000)} minute(s)`) : undefined;
}

/** 141 */
export function mfaError(text: string): ParseError {
  return new ParseError('MfaError', text);
}

/** -1: the log-in is right so far and goes on with a token. */
export function tokenRequired(text: string): ParseError {
  return new ParseError('MfaTokenRequired', text);
}

/** 141: the same, and a code is on its way. */
export function tokenSent(text: string): ParseError {
  return new ParseError('MfaTokenSent', text);
}
