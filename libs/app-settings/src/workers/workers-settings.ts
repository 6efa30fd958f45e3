import { z } from 'zod';
import { owned } from '../owned.ts';

const DAY_S = 86_400;
const ATTEMPTS_MAX = 20;

/** The rules for runs of one job. Source: docs/contract/08-cloud-code.md section 5; the rules are ours. */
export const jobPolicy = z
  .object({
    attempts: z.int().min(1).max(ATTEMPTS_MAX).default(1).describe('How often a run is tried that fails, or whose process is lost.'),
    retryAfterSeconds: z.int().min(0).max(DAY_S).default(30).describe('Before the second attempt; twice as long before each further one.'),
    timeLimitSeconds: z.int().min(1).max(DAY_S).default(3_600).describe('An attempt that takes longer is ended.'),
    oneAtATime: z.boolean().default(false).describe('Runs of the job wait for the one that is under way.'),
  })
  .strict();

/** Settings that the workers own. */
export const workersSettings = owned(
  {
    jobs: z
      .object({
        runningMax: z.int().min(1).max(1_000).default(10).describe('Jobs of the app that run at a time; further ones wait.'),
        rules: z
          .record(z.string().min(1).max(512), jobPolicy)
          .default({})
          .describe('Rules for single jobs by their names; those under the name * are for all others.'),
      })
      .strict()
      .prefault({})
      .describe('How the jobs of the Cloud Code of the app run.'),
  },
  {},
);

export type JobPolicy = z.infer<typeof jobPolicy>;
const DEFAULT_POLICY: JobPolicy = Object.freeze(jobPolicy.parse({}));

type Rules = Readonly<Record<string, JobPolicy>>;

/**
 * The rules for a job: those that the settings have for it by its name, else those that its code declares, else those of the settings for all
 * jobs, else the defaults.
 */
export function jobPolicyOf(rules: Rules, name: string, declared: Rules = {}): JobPolicy {
  const own = (table: Rules, key: string) => (Object.hasOwn(table, key) ? table[key] : undefined);
  return own(rules, name) ?? own(declared, name) ?? own(rules, '*') ?? DEFAULT_POLICY;
}
