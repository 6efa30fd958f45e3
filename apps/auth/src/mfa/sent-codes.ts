import type { MfaSettings } from '@parlance/app-settings';
import { DIGITS, equalSecrets, randomText, secretDigest } from '../tokens/index.ts';
import { type MfaDecision, mfaError, nextState } from './mfa-decision.ts';
import type { MfaState } from './mfa-state.ts';

const PURPOSE = 'sent code';
/** Each message costs somebody money. */
const MESSAGES_PER_HOUR_MAX = 5;
const HOUR_MS = 3_600_000;
const NUMBER = /^\+?[0-9]{6,15}$/;

/** A number in the one form it is stored in: digits behind an optional plus; undefined for a string that is no number. */
export function normalMobile(text: string): string | undefined {
  if (text.length > 40) return undefined;
  const plain = text.replaceAll(/[\s().\-/]/g, '');
  return NUMBER.test(plain) ? plain : undefined;
}

/** Sends a fresh code, which voids the one before, and goes on as `asking` says; not more than five times an hour. */
export function sendCode(state: MfaState, mobile: string, settings: MfaSettings, now: Date, asking: MfaDecision): MfaDecision {
  const at = now.getTime();
  const { since, count } = recentMessages(state, now) ?? { since: at, count: 0 };
  if (count >= MESSAGES_PER_HOUR_MAX) return { error: mfaError('Too many codes were sent. Please try again later') };
  const code = randomText(settings.digits, DIGITS);
  const sent = { mobile, digest: digestOf(code, mobile), expiresAt: at + (settings.sms?.lifeSeconds ?? 0) * 1_000 };
  return { ...asking, state: nextState(state, { sent, messages: { since, count: count + 1 } }), message: { mobile, code } };
}

/** Messages of the hour that is not over: they are counted on whatever else is forgotten. */
export function recentMessages({ messages }: MfaState, now: Date): MfaState['messages'] {
  return messages !== undefined && now.getTime() - messages.since < HOUR_MS ? messages : undefined;
}

/** True for the code that was sent last, to this number, while its time is not over. */
export function isSentCode(token: string, mobile: string, state: MfaState, now: Date): boolean {
  const { sent } = state;
  return sent?.mobile === mobile && sent.expiresAt > now.getTime() && equalSecrets(sent.digest, digestOf(token, mobile));
}

/** A digest of few digits hides nothing from callers that can try them all; it keeps codes out of dumps and logs while they live. */
function digestOf(code: string, mobile: string): string {
  return secretDigest(`${mobile} ${code}`, PURPOSE);
}
