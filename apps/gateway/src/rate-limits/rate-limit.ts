import { hash } from 'node:crypto';
import { rateLimitPath, type AppSettings, type RateLimitSettings } from '@parlance/app-settings';
import type { Limit } from '@parlance/redis';

const ID_LENGTH = 16;

/** An entry of the setting `rateLimit`, made ready for all requests. */
export interface RateLimit {
  /** Begins the names of its counts. Each entry has another, and an entry that is changed gets a new one. */
  readonly id: string;
  readonly zone: RateLimitSettings['zone'];
  readonly limit: Limit;
  readonly includesPrivileged: boolean;
  readonly text: string;
  /** @param names the segments of all paths that mean the request's route */
  matches(method: string, names: readonly (readonly string[])[]): boolean;
}

/** @returns an empty list for an app without limits, whose requests then cost nothing here */
export function compileRateLimits(entries: AppSettings['rateLimit']): readonly RateLimit[] {
  return entries.map(compile);
}

function compile(entry: RateLimitSettings, index: number): RateLimit {
  const { requestPath, requestMethods, requestTimeWindow, requestCount, zone, includeMasterKey, errorResponseMessage } = entry;
  const path = rateLimitPath(requestPath);
  const methods: readonly string[] | undefined = typeof requestMethods === 'string' ? [requestMethods] : requestMethods;
  return {
    id: hash('sha256', JSON.stringify([index, requestPath, methods, requestTimeWindow, requestCount, zone]), 'base64url').slice(
      0,
      ID_LENGTH,
    ),
    zone,
    limit: { pointsMax: requestCount, windowSeconds: Math.ceil(requestTimeWindow / 1_000) },
    includesPrivileged: includeMasterKey,
    text: errorResponseMessage,
    matches: (method, names) => methods?.includes(method) !== false && names.some((name) => path?.(name) === true),
  };
}
