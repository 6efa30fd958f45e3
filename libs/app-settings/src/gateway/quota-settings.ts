import { z } from 'zod';
import { bytesOfText } from '../bytes-of-text.ts';

/**
 * The per-app setting `quotas`: how much of the deployment an app may use. Administrators set it; holders of the app's master key read it
 * and cannot change it (apps/config/src/app-settings/assert-may-change.ts).
 */

const AMOUNT_MAX = Number.MAX_SAFE_INTEGER;
const RATE_MAX = 1_000_000;
const CONCURRENT_MAX = 100_000;

const count = z.int('expected a whole number').min(0).max(AMOUNT_MAX);
const bytes = z.preprocess(bytesOfText, z.int('expected a number of bytes, or a string such as 20gb').min(0).max(AMOUNT_MAX));
const rate = z.number('expected a number').positive().max(RATE_MAX);
const concurrent = z.int('expected a whole number').positive().max(CONCURRENT_MAX);

const SOFT = 'From here on the use is told: in the log, in metrics, and in usage.get; null for none.';
const HARD = 'More is refused; null for no limit.';

/** @param more further members of the limit */
function limit<Amount extends z.ZodType<number>, More extends z.ZodRawShape>(amount: Amount, meaning: string, more: More) {
  return z
    .object({ soft: amount.nullable().default(null).describe(SOFT), hard: amount.nullable().default(null).describe(HARD), ...more })
    .strict()
    .refine(isOrdered, 'expected a soft limit that is not above the hard one')
    .prefault({} as never)
    .describe(meaning);
}

function isOrdered(limits: { readonly soft?: unknown; readonly hard?: unknown }): boolean {
  const { soft, hard } = limits;
  return typeof soft !== 'number' || typeof hard !== 'number' || soft <= hard;
}

export const quotasSetting = z
  .object({
    requestsPerSecond: limit(rate, 'Requests in a second, over all gateways. A batch counts as its parts.', {
      burst: z
        .int()
        .positive()
        .max(RATE_MAX)
        .nullable()
        .default(null)
        .describe('Requests that may come at once; null for those of a second.'),
    }),
    requestsPerDay: limit(count, 'Requests in a day, by UTC.', {}),
    concurrentRequests: limit(concurrent, 'Requests that are under way at a time, in each gateway.', {}),
    objects: limit(count, 'Objects of all classes. The log-ins and records of the platform count and are never refused.', {}),
    objectBytes: limit(bytes, 'Bytes of objects and their indexes, or a string such as 20gb.', {}),
    files: limit(count, 'Files in all stores.', {}),
    fileBytes: limit(bytes, 'Bytes of all files, as stored, or a string such as 20gb.', {}),
    pushesPerDay: limit(count, 'Pushes that are accepted in a day, by UTC. Each version of an experiment is one.', {}),
  })
  .strict()
  .prefault({})
  .describe('How much of the deployment the app may use. Administrators alone change it.');

export type QuotaSettings = z.infer<typeof quotasSetting>;
export type QuotaName = keyof QuotaSettings;
/** A limit of the setting; null for none. */
export interface QuotaLimit {
  readonly soft: number | null;
  readonly hard: number | null;
}

/** Names of all quotas, in the order in which they are shown. */
export const QUOTA_NAMES = [
  'requestsPerSecond',
  'requestsPerDay',
  'concurrentRequests',
  'objects',
  'objectBytes',
  'files',
  'fileBytes',
  'pushesPerDay',
] as const satisfies readonly QuotaName[];

/** False for a quota that limits nothing. */
export function isLimited({ soft, hard }: QuotaLimit): boolean {
  return soft !== null || hard !== null;
}

export type QuotaState = 'ok' | 'soft' | 'hard';

/** The state of a use under a limit: `hard` as soon as nothing more fits. */
export function quotaState({ soft, hard }: QuotaLimit, used: number): QuotaState {
  if (hard !== null && used >= hard) return 'hard';
  return soft !== null && used >= soft ? 'soft' : 'ok';
}
