import type { MfaSettings } from '@parlance/app-settings';
import { checkSecondFactor } from './check-log-in.ts';
import { lockOf, type MfaDecision, mfaError, nextState, wrongToken } from './mfa-decision.ts';
import { isEnrolled, type MfaState, NO_MFA } from './mfa-state.ts';
import { isTotpSecret, totpStep } from '@parlance/one-time-passwords';
import { newRecoveryCodes } from './recovery-codes.ts';
import { isSentCode, normalMobile, recentMessages, sendCode } from './sent-codes.ts';

/**
 * The requests of a logged-in user about their second factor, in `authData.mfa`:
 *
 * - `{secret, token}` an app on a device: its secret, and a one-time password that proves it; answered with codes for a lost device
 * - `{mobile}`, then `{mobile, token}` a number: a code is sent to it, and comes back; answered likewise
 * - `old` beside them: a token of the present factor, which is replaced; without it a factor in force stays
 * - `{disable: true, old}` no second factor any more
 */
export interface MfaChange {
  readonly secret?: string;
  readonly token?: string;
  readonly mobile?: string;
  readonly old?: string;
  readonly disable: boolean;
}

/** @returns the change; undefined members for those that were not sent as strings */
export function readMfaChange(sent: Readonly<Record<string, unknown>>): MfaChange {
  const text = (name: string) => {
    const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return { secret: text('secret'), token: text('token'), mobile: text('mobile'), old: text('old'), disable: sent['disable'] === true };
}

/** Sets up, replaces or gives up a second factor. */
export function changeSecondFactor(state: MfaState, change: MfaChange, settings: MfaSettings, now: Date): MfaDecision {
  const locked = lockOf(state, now);
  if (locked !== undefined) return { error: locked };
  if (!isEnrolled(state) || isConfirmation(state, change)) return setUp(state, change, settings, now);
  if (change.old === undefined) return { error: mfaError('MFA is already set up on this account') };
  const proven = checkSecondFactor(state, change.old, settings, now);
  if (proven.error !== undefined || proven.state === undefined) return proven;
  if (change.disable) return { state: afresh(state, {}, now) };
  return setUp({ ...proven.state, revision: state.revision }, change, settings, now); // both steps are one write
}

/** `{mfa: null}`: refused where the app wants a token for it. */
export function removeSecondFactor(state: MfaState, settings: MfaSettings, now: Date): MfaDecision {
  if (!isEnrolled(state)) return {};
  if (settings.tokenToDisable) return { error: mfaError('A token is needed to disable MFA') };
  return { state: afresh(state, {}, now) };
}

/** A code that was sent to a new number comes back: the present factor was proven when it was asked for. */
function isConfirmation({ sent, mobile }: MfaState, change: MfaChange): boolean {
  if (change.mobile === undefined || change.token === undefined) return false;
  return sent !== undefined && sent.mobile !== mobile && sent.mobile === normalMobile(change.mobile);
}

function setUp(state: MfaState, change: MfaChange, settings: MfaSettings, now: Date): MfaDecision {
  if (change.mobile !== undefined && settings.options.includes('SMS'))
    return setUpMobile(state, change.mobile, change.token, settings, now);
  if (settings.options.includes('TOTP')) return setUpTotp(state, change, settings, now);
  return { error: INVALID() };
}

function setUpTotp(state: MfaState, { secret, token }: MfaChange, settings: MfaSettings, now: Date): MfaDecision {
  if (secret === undefined || token === undefined || !isTotpSecret(secret)) return { error: INVALID() };
  const lastStep = totpStep(token, secret, settings, now);
  if (lastStep === undefined) return { error: mfaError('Invalid MFA token') }; // not counted: the secret came along, nothing was guessed
  return enrolled(state, { secret, lastStep }, now);
}

function setUpMobile(state: MfaState, text: string, token: string | undefined, settings: MfaSettings, now: Date): MfaDecision {
  const mobile = normalMobile(text);
  if (mobile === undefined) return { error: mfaError('Invalid mobile number.') };
  if (token === undefined) return sendCode(state, mobile, settings, now, {});
  if (state.sent?.mobile !== mobile) return { error: mfaError('This number is not pending') };
  if (!isSentCode(token, mobile, state, now)) return wrongToken(state, now);
  return enrolled(state, { mobile }, now);
}

/** The factor is in force from now on, and a user that loses the device has codes that stand in for it. */
function enrolled(state: MfaState, factor: Partial<MfaState>, now: Date): MfaDecision {
  const recovery = newRecoveryCodes();
  return { state: afresh(state, { ...factor, recovery }, now), response: { recovery: recovery.join(', ') } };
}

/** One factor at a time: nothing of the one before stays. */
function afresh(state: MfaState, factor: Partial<MfaState>, now: Date): MfaState {
  return nextState({ ...NO_MFA, revision: state.revision, messages: recentMessages(state, now) }, factor);
}

const INVALID = () => mfaError('Invalid MFA data');
