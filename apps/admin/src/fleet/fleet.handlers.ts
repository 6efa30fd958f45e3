import { fleet } from '@parlance/admin-operations';
import { handles, type AdminCall, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { fleetHealth } from './fleet-health.ts';
import { deployedServices, eachOnce, isReady, seenFleet, missingIn, type SeenProcess } from './seen-fleet.ts';

/** All of them are made of reports that the processes give on themselves. */
export const FLEET_HANDLERS: readonly AnyAdminHandler[] = [
  handles(fleet.fleetServices, async ({ service }, call) => {
    const processes = await seen(call);
    const services = deployedServices(processes).map((name) => {
      const own = processes.filter((process) => process.services.includes(name));
      return { name, processes: own.length, ready: own.filter(isReady).length };
    });
    const isAsked = (name: string): boolean => service === undefined || name === service;
    return {
      services: services.filter(({ name }) => isAsked(name)),
      processes: processes.filter((process) => process.services.some(isAsked)).map(replicaOf),
    };
  }),
  handles(fleet.fleetHealth, async (_request, call) => fleetHealth(await seen(call))),
  handles(fleet.fleetLeaders, async (_request, call) => {
    const processes = await seen(call);
    const hostOf = (id: string | null): string | null => processes.find((process) => process.id === id)?.report?.host ?? null;
    const leaders = eachOnce(processes.flatMap(({ report }) => report?.leaders ?? [])).map(
      ({ name, service, holder, since, until, error }) => ({
        name,
        service,
        state: error !== null ? ('unknown' as const) : holder === null ? ('free' as const) : ('held' as const),
        process: holder,
        host: hostOf(holder),
        since,
        until,
        error,
      }),
    );
    return { leaders, missing: missingIn(processes) };
  }),
  handles(fleet.fleetLag, async (_request, call) => {
    const processes = await seen(call);
    return { backlogs: [...eachOnce(processes.flatMap(({ report }) => report?.backlogs ?? []))], missing: missingIn(processes) };
  }),
  handles(fleet.fleetFormats, async (_request, call) => {
    const processes = await seen(call);
    const found = processes.flatMap(({ id, report }) => (report?.formats ?? []).map((format) => ({ ...format, process: id })));
    const names = [...new Set(found.map(({ database, service }) => `${database} ${service}`))].sort();
    const databases = names.map((name) => {
      const marks = found.filter(({ database, service }) => `${database} ${service}` === name);
      const format = marks.reduce<number | null>(
        (highest, mark) => (mark.format === null ? highest : Math.max(mark.format, highest ?? 0)),
        null,
      );
      const behind = marks.filter((mark) => mark.format !== null && mark.format < (format ?? 0)).map(({ process }) => process);
      const [database = '', service = ''] = name.split(' ');
      return { database, service, format, behind };
    });
    return { databases, missing: missingIn(processes) };
  }),
];

async function seen({ survey }: AdminCall): Promise<readonly SeenProcess[]> {
  return seenFleet(await survey());
}

function replicaOf(process: SeenProcess): fleet.Replica {
  const { id, services, report, heardAt } = process;
  const about = { id, services: [...services], state: stateOf(process), lacking: report?.lacking ?? [] };
  const heardSecondsAgo = Math.max(0, Date.now() - heardAt) / 1_000;
  if (report === undefined) return { ...about, heardSecondsAgo };
  const { version, node, host, pid, startedAt, memoryBytes, heapBytes, eventLoop, running, waiting, apps } = report;
  const uptimeSeconds = Math.max(0, Math.floor((Date.now() - Date.parse(startedAt)) / 1_000));
  return {
    ...about,
    heardSecondsAgo,
    ...{ version, node, host, pid, startedAt, uptimeSeconds, memoryBytes, heapBytes },
    ...eventLoop,
    running,
    waiting,
    ...(apps === undefined ? {} : { apps }),
  };
}

function stateOf({ isSilent, leaving, report }: SeenProcess): fleet.Replica['state'] {
  if (isSilent) return 'silent';
  if (report === undefined) return 'other version';
  if (leaving) return 'leaving';
  return report.lacking.length === 0 ? 'ready' : 'not ready';
}
