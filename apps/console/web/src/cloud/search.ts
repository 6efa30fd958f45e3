import * as z from 'zod/mini';

export const TABS = ['releases', 'functions', 'logs', 'jobs', 'webhooks'] as const;
export const LEVELS = ['error', 'warn', 'info', 'debug', 'verbose', 'silly'] as const;

const text = z.catch(z._default(z.string(), ''), '');

/**
 * The part of the address that restores a view of Cloud Code.
 *
 * - `level`, `part`, `text`: lines of the log
 * - `follow`: the log is followed as it is written
 * - `status`: runs of jobs
 */
export const cloudSearch = z.object({
  tab: z.catch(z._default(z.enum(TABS), 'releases'), 'releases'),
  level: z.catch(z._default(z.enum(LEVELS), 'info'), 'info'),
  part: text,
  text,
  follow: z.catch(z._default(z.boolean(), false), false),
  status: z.catch(z.optional(z.enum(['running', 'succeeded', 'failed'])), undefined),
});
export type CloudSearch = z.infer<typeof cloudSearch>;
