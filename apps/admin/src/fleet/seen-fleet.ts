import type { SurveyedProcess } from '@parlance/bus';
import { processReport, SERVICE_NAMES, type ProcessReport } from '@parlance/contracts';

/** A process of the deployment. `report` is undefined for one that is silent, or whose report is of another version. */
export interface SeenProcess extends Omit<SurveyedProcess, 'report'> {
  readonly isSilent: boolean;
  readonly report: ProcessReport | undefined;
}

/** The processes of the deployment as a survey found them, those of one host together. */
export function seenFleet(surveyed: readonly SurveyedProcess[]): readonly SeenProcess[] {
  return surveyed
    .map(({ report, ...process }) => ({ ...process, isSilent: report === undefined, report: processReport.safeParse(report).data }))
    .sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
}

/** The services that the deployment is to run, as its gateways were told; all that there are where no gateway answers. */
export function deployedServices(fleet: readonly SeenProcess[]): readonly string[] {
  const told = new Set(fleet.flatMap(({ report }) => report?.deployed ?? []));
  const deployed = SERVICE_NAMES.filter((name) => told.size === 0 || told.has(name));
  const others = fleet.flatMap(({ services }) => services).filter((name) => !deployed.some((known) => known === name));
  return [...deployed, ...new Set(others)];
}

export function isReady({ report, leaving }: SeenProcess): boolean {
  return report !== undefined && !leaving && report.lacking.length === 0;
}

/** The services of which no process has answered. */
export function missingIn(fleet: readonly SeenProcess[]): string[] {
  const told = new Set(fleet.flatMap(({ report, services }) => (report === undefined ? [] : services)));
  return deployedServices(fleet).filter((service) => !told.has(service));
}

/**
 * One row for each thing that several processes see, by its service and name: that of a process that could see it, if there is one.
 */
export function eachOnce<Row extends { readonly service: string; readonly name: string; readonly error: string | null }>(
  rows: readonly Row[],
): readonly Row[] {
  const seen = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.service} ${row.name}`;
    const known = seen.get(key);
    if (known === undefined || (known.error !== null && row.error === null)) seen.set(key, row);
  }
  return [...seen.values()];
}

function orderOf({ services, report, id }: SeenProcess): string {
  return [services.join(), report?.host ?? '', id].join(' ');
}
