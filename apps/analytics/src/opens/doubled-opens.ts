import { BoundedCache } from '@parlance/cache';
import { isPushOpen } from './push-opens.ts';
import type { analytics } from '@parlance/contracts';

/** A launch that is told twice is told twice within this time. */
const DOUBLED_MS = 5_000;
const REMEMBERED_MAX = 50_000;
/** Events arrive in about the order in which they happen; those of a device without a network arrive together. */
const REMEMBERED_MS = 60_000;

/**
 * Finds app-opens that a client has told twice: apps for Windows Phone track a launch from a toast and the start of the app, and both name
 * the push. One process deals with all events; one that is started anew does not know the last seconds of the one before.
 * Source: docs/contract/06-push.md section 8.
 */
export class DoubledOpens {
  readonly #last = new BoundedCache<string, { readonly id: string; readonly at: number }>({ max: REMEMBERED_MAX, ttlMs: REMEMBERED_MS });

  /** False for an event that is read again, and counts as it did before. */
  isDoubled(event: analytics.TakenEvent): boolean {
    if (!isPushOpen(event)) return false;
    const { app, installation, pushId, pushHash, id, at } = event;
    const key = `${app}|${installation}|${pushId ?? ''}|${pushHash ?? ''}`;
    const last = this.#last.get(key);
    if (last !== undefined && last.id !== id && Math.abs(at - last.at) < DOUBLED_MS) return true;
    this.#last.set(key, { id, at });
    return false;
  }
}
