import { hash } from 'node:crypto';
import { methodsOf, rateLimitEntry, rateLimitPath, type AppSettings, type RateLimitSettings } from '@parlance/app-settings';
import type { AppCode } from '@parlance/contracts';
import type { Limit } from '@parlance/redis';

const ID_LENGTH = 16;

/** An entry of the setting `rateLimit`, or of one that the app's code declares, made ready for all requests. */
export interface RateLimit {
  /** Begins the names of its counts. Each entry has another, and an entry that is changed gets a new one. */
  readonly id: string;
  /** For clients: the requests that it is for, as a string of a structured field. */
  readonly name: string;
  readonly zone: RateLimitSettings['zone'];
  readonly limit: Limit;
  readonly includesPrivileged: boolean;
  /** Counts requests that code makes inside of the deployment, too. */
  readonly includesInner: boolean;
  readonly text: string;
  /** @param names the segments of all paths that mean the request's route */
  matches(method: string, names: readonly (readonly string[])[]): boolean;
}

/**
 * @param declared limits in the app's code, which were checked when it was deployed: others are left out
 * @returns an empty list for an app without limits, whose requests then cost nothing here
 */
export function compileRateLimits(entries: AppSettings['rateLimit'], declared: AppCode['rateLimits']): readonly RateLimit[] {
  const ofCode = declared.flatMap((limit) => rateLimitEntry.safeParse(limit).data ?? []);
  return [...entries.map((entry, index) => compile(entry, index)), ...ofCode.map((entry, index) => compile(entry, `code ${index}`))];
}

/** @param place tells it from others that say the same */
function compile(entry: RateLimitSettings, place: number | string): RateLimit {
  const { requestPath, requestMethods, requestTimeWindow, requestCount, zone, includeMasterKey, errorResponseMessage } = entry;
  const path = rateLimitPath(requestPath);
  const methods: readonly string[] | undefined = typeof requestMethods === 'string' ? methodsOf(requestMethods) : requestMethods;
  return {
    name: nameOf(requestPath, methods),
    id: hash('sha256', JSON.stringify([place, requestPath, methods, requestTimeWindow, requestCount, zone]), 'base64url').slice(
      0,
      ID_LENGTH,
    ),
    zone,
    limit: { pointsMax: requestCount, windowSeconds: Math.ceil(requestTimeWindow / 1_000) },
    includesPrivileged: includeMasterKey,
    includesInner: entry.includeInternalRequests,
    text: errorResponseMessage,
    matches: (method, names) => methods?.includes(method) !== false && names.some((name) => path?.(name) === true),
  };
}

/** Printable ASCII, as a string of a structured field may have it. */
function nameOf(path: string, methods: readonly string[] | undefined): string {
  const text = methods === undefined ? path : `${methods.join(' ')} ${path}`;
  return `"${text.replace(/[^\x20-\x7e]/g, encodeURIComponent).replace(/["\\]/g, '\\$&')}"`;
}
