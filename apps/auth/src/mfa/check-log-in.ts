import type { MfaSettings } from '@parlance/app-settings';
import { afterSuccess, lockOf, type MfaDecision, tokenRequired, tokenSent, wrongToken } from './mfa-decision.ts';
import { isEnrolled, type MfaState } from './mfa-state.ts';
import { totpStep } from '@parlance/one-time-passwords';
import { withoutRecoveryCode } from './recovery-codes.ts';
import { isSentCode, sendCode } from './sent-codes.ts';

/** With this in place of a token, a client asks for a code by message. */
const REQUEST = 'request';

/**
 * The second step of a log-in whose first one succeeded.
 *
 * @param token as the client sent it in `authData.mfa.token`; undefined when it sent none
 *
 * A user without a second factor goes on. A token counts once: a one-time password until the next one, a code for a lost device for good.
 */
export function checkSecondFactor(state: MfaState, token: string | undefined, settings: MfaSettings, now: Date): MfaDecision {
  if (!isEnrolled(state)) return {};
  if (token === undefined) return { error: tokenRequired('Missing additional authData mfa') };
  const locked = lockOf(state, now);
  if (locked !== undefined) return { error: locked };
  if (state.mobile !== undefined && token === REQUEST) {
    return sendCode(state, state.mobile, settings, now, { error: tokenSent('Please enter the token') });
  }
  return checkToken(state, token, settings, now);
}

/** Has a code sent for a log-in to come. An app on a device has nothing to ask for: its user reads the token there. */
export function challengeSecondFactor(state: MfaState, settings: MfaSettings, now: Date): MfaDecision {
  const locked = lockOf(state, now);
  if (locked !== undefined) return { error: locked };
  return state.mobile === undefined ? {} : sendCode(state, state.mobile, settings, now, {});
}

function checkToken(state: MfaState, token: string, settings: MfaSettings, now: Date): MfaDecision {
  if (state.mobile !== undefined && isSentCode(token, state.mobile, state, now)) return { state: afterSuccess(state, { sent: undefined }) };
  const recovery = withoutRecoveryCode(token, state.recovery);
  if (recovery !== undefined) return { state: afterSuccess(state, { recovery }) };
  const step = state.secret === undefined ? undefined : totpStep(token, state.secret, settings, now);
  if (step !== undefined && step > (state.lastStep ?? -1)) return { state: afterSuccess(state, { lastStep: step }) };
  return wrongToken(state, now);
}
