import { PLATFORM } from '@parlance/acl';
import { BUS, type Bus } from '@parlance/bus';
import { config, type CloudManifest, type RequestContext } from '@parlance/contracts';
import { serviceWithJobs, type RunJobCode } from '@parlance/functions';
import { startParlance, type Parlance, type ParlanceOptions, type RestAnswer } from '@parlance/testing';
import { serviceAt } from '@parlance/workers';
import { expect } from 'vitest';
import { eventually } from '../../faults/eventually.ts';
import { TestClock } from '../push/push-time.ts';

/** How one attempt at a job is run by the stand-in for the code of the app. */
export type JobCode = Parameters<RunJobCode>[2] & { readonly parameters: Readonly<Record<string, unknown>>; readonly attempt: number };
export type JobTable = Readonly<Record<string, (run: JobCode, context: RequestContext) => Promise<string | undefined | void>>>;

export interface JobsDeployment {
  readonly parlance: Parlance;
  readonly clock: TestClock;
  /** Starts a job. @returns its id */
  start(name: string, parameters?: object): Promise<string>;
  status(jobId: string): Promise<Record<string, unknown>>;
  /** The status of a run that has ended. */
  ended(jobId: string): Promise<Record<string, unknown>>;
  /** Runs of a job by a schedule, oldest first. */
  scheduled(jobName: string): Promise<Record<string, unknown>[]>;
  /** Moves the clock on. */
  advance(ms: number): void;
  close(): Promise<void>;
}

/** The time at the start: a Monday. */
export const START = '2026-03-02T10:30:00.000Z';
const TICK_MS = 20;
const LEASE_MS = 8_000;

/** A deployment whose app has the jobs of the table, with a time that the test moves on. */
export async function startJobsDeployment(
  jobs: JobTable,
  {
    settings = {},
    env = {},
    rules = {},
    ...options
  }: Partial<ParlanceOptions> & { settings?: object; rules?: CloudManifest['jobRules'] } = {},
): Promise<JobsDeployment> {
  const clock = new TestClock(START);
  const code: RunJobCode = async ({ name, parameters, attempt }, context, run) =>
    (await jobs[name]?.({ ...run, parameters, attempt }, context)) ?? undefined;
  let bus: Bus | undefined;
  const parlance = await startParlance({
    mode: 'fused',
    apps: [{ id: 'test', settings: { allowClientClassCreation: true, ...settings } }],
    ...options,
    definitions: { functions: recordingService(code, (connected) => (bus = connected)), workers: serviceAt(clock) },
    env: { PARLANCE_JOBS_TICK_MS: String(TICK_MS), PARLANCE_JOBS_LEASE_MS: String(LEASE_MS), ...env },
  });
  const find = async (where: object): Promise<Record<string, unknown>[]> =>
    (
      (await parlance.masterRest('GET', `/classes/_JobStatus?order=createdAt&where=${encodeURIComponent(JSON.stringify(where))}`)).body as {
        results: Record<string, unknown>[];
      }
    ).results;

  async function ended(jobId: string): Promise<Record<string, unknown>> {
    await expect
      .poll(async () => (await parlance.masterRest('GET', `/classes/_JobStatus/${jobId}`)).body['status'], { interval: TICK_MS })
      .not.toBe('running');
    return (await parlance.masterRest('GET', `/classes/_JobStatus/${jobId}`)).body;
  }

  const manifest = { version: 'test', functions: [], jobs: Object.keys(jobs), jobRules: rules, triggers: {}, rateLimits: [] };
  const context = { app: 'test', identity: PLATFORM, requestId: 'test', deadline: Date.now() + 10_000 };
  await bus?.call(config.recordCode, { release: 'test', manifest }, context);
  const known = async () => ((await parlance.masterRest('GET', '/cloud_code/jobs/data')).body as { jobs?: string[] }).jobs;
  await eventually('the jobs to be known', 10_000, async () => (await known())?.length === manifest.jobs.length);
  return {
    parlance,
    clock,
    start: async (name, parameters = {}) => jobIdOf(await parlance.masterRest('POST', `/jobs/${name}`, parameters)),
    status: async (jobId) => (await parlance.masterRest('GET', `/classes/_JobStatus/${jobId}`)).body,
    ended,
    scheduled: (jobName) => find({ jobName, source: 'schedule' }),
    advance: (ms) => clock.move(ms),
    close: () => parlance.close(),
  };
}

export function jobIdOf({ status, headers }: RestAnswer): string {
  expect(status).toBe(200);
  return headers.get('X-Parse-Job-Status-Id') ?? '';
}

/** The service that hosts code, whose connection to the bus the test uses to record the jobs of the table as those of the app's code. */
function recordingService(code: RunJobCode, onBus: (bus: Bus) => Bus): ReturnType<typeof serviceWithJobs> {
  const service = serviceWithJobs(code);
  const recorder = { provide: Symbol('recorder'), inject: [BUS], useFactory: onBus };
  const register: typeof service.module.register = (settings) => {
    const module = service.module.register(settings);
    return { ...module, providers: [...(module.providers ?? []), recorder] };
  };
  return { ...service, module: { register } };
}
