import type { ProviderName } from '../provider.ts';
import { mulberry32, seedOf } from './mulberry32.ts';

/** A delivery that failed in a way that another attempt may mend. */
export interface FailedAttempt {
  readonly partition: string;
  /** The installation's objectId. */
  readonly id: string;
  /** Attempts so far, this one included. */
  readonly attempts: number;
  readonly provider: ProviderName;
  /** The floor that the provider asks for. */
  readonly retryAfterMs?: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

export type NextAttempt =
  { readonly kind: 'retry'; readonly at: number } | { readonly kind: 'giveUp'; readonly reason: 'attempts' | 'expired' };

/** Attempts of one delivery, the first included. */
export const ATTEMPTS_MAX = 6;
const CAP_MS = 300_000;
/** FCM asks its senders to wait 10 seconds at least. */
const BASE_MS: Readonly<Record<ProviderName, number>> = { apns: 1_000, fcm: 10_000, wns: 1_000, mpns: 1_000, webpush: 1_000 };

/**
 * When a delivery is tried again: `min(cap, base * 2^a)` times a number in [0.5, 1) that partition, installation and attempt determine, and
 * never before the provider wants it.
 *
 * @param now milliseconds since the epoch
 * Source: docs/contract/30-push-engine.md section 6.6.
 */
export function nextAttempt(failed: FailedAttempt, now: number): NextAttempt {
  if (failed.attempts >= ATTEMPTS_MAX) return { kind: 'giveUp', reason: 'attempts' };
  const exponent = failed.attempts - 1;
  const jitter = 0.5 + mulberry32(seedOf(`${failed.partition}:${failed.id}:${exponent}`))() / 2;
  const delay = Math.min(CAP_MS, BASE_MS[failed.provider] * 2 ** exponent) * jitter;
  const at = now + Math.ceil(Math.max(delay, failed.retryAfterMs ?? 0));
  return failed.expiresAt !== undefined && at >= failed.expiresAt ? { kind: 'giveUp', reason: 'expired' } : { kind: 'retry', at };
}
