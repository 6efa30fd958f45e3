import type { fleet } from '@parlance/admin-operations';
import { deployedServices, isReady, type SeenProcess } from './seen-fleet.ts';

/** How the processes and servers of a deployment are, from the reports of its processes. */
export function fleetHealth(processes: readonly SeenProcess[]): {
  ok: boolean;
  problems: string[];
  checks: fleet.FleetCheck[];
} {
  const checks = processes.flatMap(({ id, report }) => (report?.checks ?? []).map((check) => ({ ...check, process: id })));
  const problems = [
    ...deployedServices(processes).flatMap((service) => problemsOf(service, processes)),
    ...processes.flatMap(problemsOfProcess),
    ...checks.filter(({ ok }) => !ok).map((check) => `${check.name} for ${named(check)}: ${check.detail}`),
  ];
  return { ok: problems.length === 0, problems, checks };
}

function problemsOf(service: string, processes: readonly SeenProcess[]): readonly string[] {
  const own = processes.filter(({ services }) => services.includes(service));
  if (own.length === 0) return [`No process of the service ${service} is there.`];
  return own.some(isReady) ? [] : [`No process of the service ${service} is ready.`];
}

function problemsOfProcess({ id, services, isSilent, leaving, report }: SeenProcess): readonly string[] {
  const process = `The process ${id} (${services.join(', ')})`;
  if (isSilent) return [`${process} does not answer.`];
  if (report === undefined) return [`${process} is of another version: its report cannot be read.`];
  return leaving || report.lacking.length === 0 ? [] : [`${process} is not ready: it lacks ${report.lacking.join(', ')}.`];
}

function named({ service, process }: fleet.FleetCheck): string {
  return service === '' ? `the process ${process}` : `${service} in the process ${process}`;
}
