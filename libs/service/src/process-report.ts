import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { healthOf, HTTP_SERVICE, NO_APP, type ProcessReport } from '@parlance/contracts';
import type { BroughtUpDatabase } from './bring-up-databases.ts';
import type { ProcessFacts } from './process-facts.ts';
import type { Readiness } from './readiness.ts';

const ANSWER_MS = 1_500;
const SAMPLES = 10;
const SAMPLE_MS = 20;

export interface ReportedProcess {
  readonly bus: Bus;
  readonly services: readonly string[];
  readonly readiness: Readiness;
  readonly facts: ProcessFacts;
  readonly databases: readonly BroughtUpDatabase[];
  readonly version: string;
}

/** The report of this process on itself. Takes two seconds at most. */
export async function reportOn({ bus, services, readiness, facts, databases, version }: ReportedProcess): Promise<ProcessReport> {
  const { running, waiting } = bus.load; // before the calls that this report makes
  const health = Promise.all(services.filter((service) => service !== HTTP_SERVICE).map((service) => healthChecks(bus, service)));
  const [lacking, eventLoop, own, parts] = await Promise.all([readiness.lacking(), eventLoopNow(), health, facts.look()]);
  const { rss, heapUsed } = process.memoryUsage();
  return {
    version,
    node: process.version,
    host: hostname(),
    pid: process.pid,
    startedAt: new Date(performance.timeOrigin).toISOString(),
    lacking: [...lacking],
    memoryBytes: rss,
    heapBytes: heapUsed,
    eventLoop,
    running,
    waiting,
    ...parts,
    checks: [...own.flat(), ...parts.checks],
    formats: databases.map(({ name: database, service, state, format = null }) => ({ database, service, state, format })),
  };
}

async function healthChecks(bus: Bus, service: string): Promise<ProcessReport['checks']> {
  const began = performance.now();
  const ms = () => Math.round((performance.now() - began) * 10) / 10;
  try {
    const context = { app: NO_APP, identity: PUBLIC, deadline: Date.now() + ANSWER_MS, requestId: 'report' };
    const { dependencies } = await bus.call(healthOf(service), {}, context);
    const checks = Object.entries(dependencies).map(([name, { ok, detail }]) => ({ name, service, ok, detail, ms: ms() }));
    return checks.length > 0 ? checks : [{ name: 'health', service, ok: true, detail: 'It answers.', ms: ms() }];
  } catch {
    return [{ name: 'health', service, ok: false, detail: 'It does not answer.', ms: ms() }];
  }
}

/** Over the time of some timers, one after the other. */
async function eventLoopNow(): Promise<ProcessReport['eventLoop']> {
  const before = performance.eventLoopUtilization();
  let lateMs = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const began = performance.now();
    await sleep(SAMPLE_MS);
    lateMs = Math.max(lateMs, performance.now() - began - SAMPLE_MS);
  }
  const { utilization } = performance.eventLoopUtilization(before);
  return { busy: Math.round(utilization * 1_000) / 1_000, lateMs: Math.round(lateMs * 10) / 10 };
}
