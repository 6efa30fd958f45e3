/**
 * The stored state of a user's second factor, in `_auth_data_mfa`. Parse Server's members are `secret`, `recovery`, `mobile`; the others
 * are ours, inside the same object, and Parse Server passes over them. Times are epoch milliseconds.
 *
 * Every change is written on the condition that `revision` is still the one that was read: see unchangedSince().
 */
export interface MfaState {
  /** Of the app on the user's device, Base32. */
  readonly secret?: string;
  /** Codes for a lost device, 30 signs, as Parse Server keeps them; longer ones are digests. Each serves once. */
  readonly recovery: readonly string[];
  /** Time step of the last one-time password that was used: none up to it counts again. */
  readonly lastStep?: number;
  /** Number that codes are sent to, proven to be the user's. */
  readonly mobile?: string;
  /** The code that was sent and is waited for. `mobile` differs from the one above while a number is being proven. */
  readonly sent?: SentCode;
  /** Wrong tokens since the last right one or the last lock. */
  readonly failures: number;
  /** Locks in a row. */
  readonly locks: number;
  readonly lockedUntil?: number;
  /** Messages in the hour that began at `since`. */
  readonly messages?: { readonly since: number; readonly count: number };
  readonly revision: number;
}

export interface SentCode {
  readonly mobile: string;
  readonly digest: string;
  readonly expiresAt: number;
}

export const NO_MFA: MfaState = Object.freeze({ recovery: [], failures: 0, locks: 0, revision: 0 });

/** True when a log-in needs the second factor. */
export function isEnrolled(state: MfaState): boolean {
  return state.secret !== undefined || state.mobile !== undefined;
}

/** The part of it that clients see, the user's own included. */
export function presentMfa(state: MfaState): { readonly status: 'enabled' | 'disabled' } {
  return { status: isEnrolled(state) ? 'enabled' : 'disabled' };
}

/** @param stored the member `_auth_data_mfa`, of any author; members that cannot be read count as missing */
export function readMfaState(stored: unknown): MfaState {
  const members = objectOf(stored);
  return {
    secret: textOf(members['secret']),
    recovery: Array.isArray(members['recovery']) ? members['recovery'].filter((code) => typeof code === 'string') : [],
    lastStep: numberOf(members['lastStep']),
    mobile: textOf(members['mobile']),
    sent: sentCodeOf(objectOf(members['sent'])),
    failures: numberOf(members['failures']) ?? 0,
    locks: numberOf(members['locks']) ?? 0,
    lockedUntil: numberOf(members['lockedUntil']),
    messages: messagesOf(objectOf(members['messages'])),
    revision: numberOf(members['revision']) ?? 0,
  };
}

/**
 * The object to store, members without a value left out; undefined to remove the member, when there is nothing to know any more. Parse
 * Server asks for the second factor wherever it finds the member.
 */
export function storedMfa(state: MfaState): Readonly<Record<string, unknown>> | undefined {
  const { sent, failures, locks, messages } = state;
  if (!isEnrolled(state) && sent === undefined && failures === 0 && locks === 0 && messages === undefined) return undefined;
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined));
}

/** The condition of every write, in the language of queries: nobody wrote since `read`. */
export function unchangedSince(read: MfaState): Readonly<Record<string, unknown>> {
  return { 'authData.mfa.revision': read.revision === 0 ? { $exists: false } : read.revision };
}

function sentCodeOf(members: Readonly<Record<string, unknown>>): SentCode | undefined {
  const [mobile, digest, expiresAt] = [textOf(members['mobile']), textOf(members['digest']), numberOf(members['expiresAt'])];
  return mobile === undefined || digest === undefined || expiresAt === undefined ? undefined : { mobile, digest, expiresAt };
}

function messagesOf(members: Readonly<Record<string, unknown>>): MfaState['messages'] {
  const [since, count] = [numberOf(members['since']), numberOf(members['count'])];
  return since === undefined || count === undefined ? undefined : { since, count };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
