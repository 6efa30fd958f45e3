import type { MfaSettings } from '@parlance/app-settings';
import { Secret, TOTP } from 'otpauth';

/** Steps before and after the present one that count: clocks of phones, and the time it takes to type. */
const WINDOW_STEPS = 1;
const SECRET_LENGTH_MIN = 20;
const SECRET_LENGTH_MAX = 256;
const BASE32 = /^[A-Z2-7]+$/;
/** Of ASCII alone: a digit of another script has more bytes, on which the comparison in constant time fails. */
const DIGITS = /^[0-9]+$/;

/** True for a secret that an app on a device may have made: Base32, 100 bits or more. */
export function isTotpSecret(text: string): boolean {
  return text.length >= SECRET_LENGTH_MIN && text.length <= SECRET_LENGTH_MAX && BASE32.test(text);
}

/**
 * The time step whose one-time password `token` is; undefined when it is that of none around `now`.
 * Source: RFC 6238, section 5.2 on using each password once.
 */
export function totpStep(token: string, secret: string, settings: MfaSettings, now: Date): number | undefined {
  if (!isTotpSecret(secret) || token.length !== settings.digits || !DIGITS.test(token)) return undefined;
  const { algorithm, digits, period } = settings;
  const totp = new TOTP({ algorithm, digits, period, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token, timestamp: now.getTime(), window: WINDOW_STEPS });
  return delta === null ? undefined : Math.floor(now.getTime() / 1_000 / period) + delta;
}
