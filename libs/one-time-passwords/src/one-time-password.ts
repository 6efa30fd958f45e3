import { Secret, TOTP } from 'otpauth';

/** How the app on a device makes its passwords: almost all know SHA1, six digits and thirty seconds alone. `period` in seconds. */
export interface OneTimePasswordForm {
  readonly algorithm: string;
  readonly digits: number;
  readonly period: number;
}

/** Steps before and after the present one that count: clocks of phones, and the time it takes to type. */
const WINDOW_STEPS = 1;
const SECRET_LENGTH_MIN = 20;
const SECRET_LENGTH_MAX = 256;
const NEW_SECRET_BYTES = 20;
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
export function totpStep(token: string, secret: string, settings: OneTimePasswordForm, now: Date): number | undefined {
  if (!isTotpSecret(secret) || token.length !== settings.digits || !DIGITS.test(token)) return undefined;
  const { algorithm, digits, period } = settings;
  const totp = new TOTP({ algorithm, digits, period, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token, timestamp: now.getTime(), window: WINDOW_STEPS });
  return delta === null ? undefined : Math.floor(now.getTime() / 1_000 / period) + delta;
}

/** A secret of 160 bits for an app on a device, in Base32. */
export function newTotpSecret(): string {
  return new Secret({ size: NEW_SECRET_BYTES }).base32;
}

/** The address that such an app reads from a QR code. @param issuer, label for people: the deployment, and the account */
export function totpAddress(secret: string, { algorithm, digits, period }: OneTimePasswordForm, issuer: string, label: string): string {
  return new TOTP({ issuer, label, algorithm, digits, period, secret: Secret.fromBase32(secret) }).toString();
}
