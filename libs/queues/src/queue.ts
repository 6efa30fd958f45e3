import type { z } from 'zod';

/** Members that every job has, so that log lines of its work name the app and request it is done for. */
export interface JobScope {
  /** Id of the app; '' for work that belongs to none. */
  readonly app: string;
  /** Of the request that caused the job. */
  readonly requestId: string;
}

/** How long ended jobs stay in Redis: whichever bound is reached first ends it. */
export interface Retention {
  readonly ageSeconds: number;
  readonly countMax: number;
}

/**
 * A queue, declared once for those that fill it and those that empty it.
 *
 * - `name`: such as `mail-delivery`; part of the keys in Redis and of metrics
 * - `job`: ids of stored things, checked where a job arrives; no contents that are stored elsewhere and no secrets of the platform, since
 *   Redis keeps them in clear
 * - `attempts`: how often a job is tried altogether
 * - `backoffMs`: time before the second attempt; doubled before each further one
 * - `keepFailed`: failed jobs stay for the people who look after the deployment; completed jobs are removed at once
 * - `draining`: whether people may remove the jobs that wait. 'allowed' where each only wakes a worker up for work that is stored, whose store
 *   tells of it again; else why not, and another way, in sentences for them
 */
export interface Queue<Job extends JobScope> {
  readonly name: string;
  readonly job: z.ZodType<Job>;
  readonly attempts: number;
  readonly backoffMs: number;
  readonly keepFailed: Retention;
  readonly draining: 'allowed' | { readonly refusal: string };
}

const NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** Declares a queue. @throws Error for a name that is no lower-case word with hyphens */
export function queue<Job extends JobScope>(declared: Queue<Job>): Queue<Job> {
  if (!NAME.test(declared.name)) throw new Error(`"${declared.name}" cannot name a queue: lower-case letters, digits and hyphens can.`);
  return declared;
}
