import type { parameters as administered } from '@parlance/admin-operations';

interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/** The report of an experiment as `config` tells it over REST, as far as it is shown. */
export interface ReportOfConfig {
  readonly groups: readonly {
    readonly key: string;
    readonly name?: string;
    readonly exposed: number;
    readonly converted: number;
    readonly rate: number;
    readonly interval: Interval | null;
  }[];
  readonly comparison: { readonly of: readonly string[]; readonly difference: number };
  readonly decision: { readonly winner: string | null; readonly reason?: string };
  readonly unsaved: number;
  readonly warnings: readonly string[];
}

export function shownReport({ groups, comparison, decision, unsaved, warnings }: ReportOfConfig): administered.ExperimentReport {
  const { winner, reason } = decision;
  return {
    groups: groups.map(({ key, name, exposed, converted, rate, interval }) => ({
      key,
      ...(name === undefined ? {} : { name }),
      exposed,
      converted,
      rate,
      ...(interval === null ? {} : { interval }),
    })),
    ...(winner === null ? {} : { winner }),
    ...(reason === undefined ? {} : { reason }),
    difference: comparison.difference,
    compared: [...comparison.of],
    unsaved,
    warnings: [...warnings],
  };
}
