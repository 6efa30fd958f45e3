import { z } from 'zod';
import { pattern } from '../pattern.ts';
import { rateLimitPath } from './rate-limit-path.ts';

/**
 * The per-app setting `rateLimit`: part of those that the gateway owns (gateway-settings.ts). Names are Parse Server's.
 * Source: docs/contract/23-parse-server-options.md section 3.
 */
const WINDOW_MS_MAX = 31 * 24 * 3_600_000;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const method = z.enum(METHODS);
/** Parse Server reads a string as a regular expression; one that fits no method is a mistake. */
const methodPattern = z.string().refine((text) => pattern.safeParse(text).success && methodsOf(text).length > 0);

/** The methods that a `requestMethods` means. @param text regular expression */
export function methodsOf(text: string): readonly string[] {
  const expression = new RegExp(text);
  return METHODS.filter((name) => expression.test(name));
}

/** One limit. */
export const rateLimitEntry = z
  .object({
    requestPath: z
      .string()
      .max(256)
      .refine((text) => rateLimitPath(text) !== undefined, 'expected a path such as /login, /classes/:className or /functions/*')
      .describe('Which requests count, by the path of their route.'),
    requestTimeWindow: z.int().positive().max(WINDOW_MS_MAX).describe('In how many milliseconds; rounded up to whole seconds.'),
    requestCount: z.int().positive().max(1_000_000_000).describe('How many are answered in that time.'),
    requestMethods: z
      .union([z.array(method).min(1), methodPattern], {
        error: 'expected a method such as POST, a list of methods, or a regular expression that fits some',
      })
      .optional()
      .describe('Only those with these methods.'),
    zone: z
      .enum(['ip', 'global', 'user', 'session'])
      .default('ip')
      .describe('Who is counted: each address (IPv6 by /64), all together, each user, each session. Who has no session counts by address.'),
    includeMasterKey: z.boolean().default(false).describe('Requests with privileged keys count too.'),
    includeInternalRequests: z
      .boolean()
      .default(false)
      .describe('Requests that code of the app makes inside the server count too. Requests over HTTP count wherever they come from.'),
    errorResponseMessage: z.string().min(1).max(1_024).default('Too many requests.').describe('Text of the error.'),
  })
  .strict();

export type RateLimitSettings = z.infer<typeof rateLimitEntry>;

/** One limit stands for a list of it. */
function asList(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? [value] : value;
}

export const rateLimitSetting = z
  .preprocess(asList, z.array(rateLimitEntry).max(100))
  .default([])
  .describe('Limits of requests by route, time and caller: one, or a list of them.');
