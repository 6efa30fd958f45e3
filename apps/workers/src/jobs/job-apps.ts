import { jobPolicyOf, type JobPolicy } from '@parlance/app-settings';
import { RegistryCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

const APPS_MAX = 10_000;
const TTL_MS = 60_000;

/** An app as far as its jobs go. */
export interface JobApp {
  readonly state: config.CodeJobs['state'];
  /** Of its code, as it was loaded last. */
  readonly names: ReadonlySet<string>;
  readonly runningMax: number;
  policyOf(name: string): JobPolicy;
}

/** The apps with their jobs, as this process last heard of them. */
export class JobApps extends RegistryCopy<config.AppForWorkers, JobApp> {
  constructor(bus: Bus) {
    super(bus, { operation: config.appForWorkers, compile: jobAppOf, entriesMax: APPS_MAX, ttlMs: TTL_MS });
  }
}

function jobAppOf({ jobs: { state, names, rules }, settings: { jobs } }: config.AppForWorkers): JobApp {
  return { state, names: new Set(names), runningMax: jobs.runningMax, policyOf: (name) => jobPolicyOf(jobs.rules, name, rules) };
}

/**
 * @param unknown the text about a job that the code does not have
 * @throws CloudCodeFailed (141) for it; ServiceUnavailable while code is declared that was not loaded yet
 */
export function assertJob({ state, names }: JobApp, name: string, unknown: string): void {
  if (state === 'loading') throw new ParseError('ServiceUnavailable', 'The code of this app is being loaded. Please try again.');
  if (!names.has(name)) throw new ParseError('CloudCodeFailed', unknown);
}
