import { BoundedCache } from '@parlance/cache';
import { type ParseError } from '@parlance/errors';
import { tooManyRequests } from '@parlance/redis';
import { tooLarge } from '../body/too-large.ts';
import type { Call } from '../routes/route.ts';
import { APP_OPENED, type StatedEvent } from './read-event.ts';

/** Source: docs/contract/30-push-engine.md section 10. */
const BODY_BYTES_MAX = 8 << 10;
const OPENS_PER_MINUTE = 100;
const MINUTE_MS = 60_000;
/** Installations whose opens of the present minute are remembered. */
const COUNTED_MAX = 20_000;

/** @throws ParseError RequestTooLarge (116, 413) for an app-open of more than 8 KB */
export function assertOpenSize({ path: { name }, input, body, part }: Call<'/events/:name'>): void {
  if (name !== APP_OPENED) return;
  const bytes = part === undefined && body !== undefined ? body.length : Buffer.byteLength(JSON.stringify(input));
  if (bytes > BODY_BYTES_MAX) throw tooLarge();
}

/** The app-opens of installations in a minute, as far as this gateway takes them. Callers with a master key have no limit. */
export class OpenLimits {
  readonly #counted = new BoundedCache<string, number>({ max: COUNTED_MAX, ttlMs: MINUTE_MS });
  #minute = 0;

  /** @throws ParseError RateLimited (100, 429) */
  take({ context: { app, identity }, caller }: Call, events: readonly StatedEvent[], now: number): void {
    const { installationId } = caller.origin;
    if (installationId === undefined || (identity.kind !== 'public' && identity.kind !== 'user')) return;
    const opens = events.reduce((count, { name }) => (name === APP_OPENED ? count + 1 : count), 0);
    if (opens === 0) return;
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.#minute) this.#counted.clear();
    this.#minute = minute;
    const key = `${app}|${installationId}`;
    const before = this.#counted.get(key) ?? 0;
    if (before + opens > OPENS_PER_MINUTE) throw tooManyOpens((minute + 1) * MINUTE_MS - now);
    this.#counted.set(key, before + opens);
  }
}

function tooManyOpens(ms: number): ParseError {
  return tooManyRequests({ retryAfterSeconds: Math.ceil(ms / 1_000) }, 'This installation has told too many app-opens.');
}
