import { median, type RunFigures } from './latencies.ts';
import type { Scenario } from './scenario.ts';
import type { System } from './systems.ts';

/** Figures of one scenario: several rounds for each side, at concurrency 1 and 64. */
export interface Measured {
  readonly scenario: Scenario;
  readonly rounds: readonly Round[];
}
export type Round = Readonly<Record<System['name'], { readonly alone: RunFigures; readonly busy: RunFigures }>>;

const HEADER = '| scenario | mode | requests/s | p50 at 1 | p99 at 64 | CPU per request | goal | peer CPU | Parlance CPU |';
const RULE = '|---|---|---|---|---|---|---|---|---|';

/**
 * Ratios of Parlance to the peer as a Markdown table: the median over rounds of each round's own ratio, so that a drift of the
 * machine's speed between rounds cancels out. Below 1 is less time or CPU than the peer; requests/s above 1 is more.
 */
export function table(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ scenario, rounds }) =>
    (['split', 'fused'] as const).map((mode) => {
      const ratio = (of: (side: Round['peer']) => number): number => median(rounds.map((round) => of(round[mode]) / of(round.peer)));
      const cpu = ratio((side) => side.busy.cpuMsPerRequest);
      const goal = scenario.goal[mode];
      const cells = [
        scenario.name,
        mode,
        `${ratio((side) => side.busy.requestsPerSecond).toFixed(2)}x`,
        `${ratio((side) => side.alone.p50Ms).toFixed(2)}x`,
        `${ratio((side) => side.busy.p99Ms).toFixed(2)}x`,
        `**${cpu.toFixed(2)}x**`,
        `${goal.toFixed(2)}x ${cpu <= goal ? 'met' : 'missed'}`,
        milliseconds(median(rounds.map((round) => round.peer.busy.cpuMsPerRequest))),
        milliseconds(median(rounds.map((round) => round[mode].busy.cpuMsPerRequest))),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  );
  return [HEADER, RULE, ...rows].join('\n');
}

/** At most as much as with the peer: work that is only moved into the database is not saved. */
const DATABASE_GOAL = 1;

/** CPU of MongoDB per request, as a Markdown table: ratios to its CPU for the peer, with the goal that none is above 1. */
export function databaseTable(measured: readonly Measured[]): string {
  const rows = measured.map(({ scenario, rounds }) => {
    const cpu = (side: 'peer' | 'split' | 'fused') => median(rounds.map((round) => round[side].busy.databaseCpuMsPerRequest));
    const cells = (['split', 'fused'] as const).map((mode) => {
      const ratio = cpu(mode) / cpu('peer');
      return `**${ratio.toFixed(2)}x** ${ratio <= DATABASE_GOAL ? 'met' : 'missed'}`;
    });
    return `| ${[scenario.name, ...cells, milliseconds(cpu('peer')), milliseconds(cpu('split')), milliseconds(cpu('fused'))].join(' | ')} |`;
  });
  return ['| CPU of MongoDB per request | split | fused | peer | split | fused |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

/** A client that waits for each answer before it asks again pays for every wake-up of every process on the way, and shares none. */
const ALONE_GOAL = 1;

/** One request at a time, as a Markdown table: ratios to the peer's, with the goal that neither CPU nor p50 is above 1. */
export function aloneTable(measured: readonly Measured[]): string {
  const rows = measured.map(({ scenario, rounds }) => {
    const cells = (['split', 'fused'] as const).flatMap((mode) =>
      (['cpuMsPerRequest', 'p50Ms'] as const).map((figure) => {
        const ratio = median(rounds.map((round) => round[mode].alone[figure] / round.peer.alone[figure]));
        return `**${ratio.toFixed(2)}x** ${ratio <= ALONE_GOAL ? 'met' : 'missed'}`;
      }),
    );
    const times = (['peer', 'split', 'fused'] as const).map((side) =>
      milliseconds(median(rounds.map((round) => round[side].alone.cpuMsPerRequest))),
    );
    return `| ${[scenario.name, ...cells, ...times].join(' | ')} |`;
  });
  const header = '| one request at a time | split CPU | split p50 | fused CPU | fused p50 | peer CPU | split CPU | fused CPU |';
  return [header, '|---|---|---|---|---|---|---|---|', ...rows].join('\n');
}

/** CPU per request of two checkouts side by side, as a Markdown table: below 1 is less than before. */
export function beforeAndAfter(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ scenario, rounds }) =>
    (['split', 'fused'] as const).map((mode) => {
      const cpu = (round: Round, side: typeof mode | `${typeof mode} before`): number => round[side].busy.cpuMsPerRequest;
      const before = median(rounds.map((round) => cpu(round, `${mode} before`)));
      const now = median(rounds.map((round) => cpu(round, mode)));
      const ratio = median(rounds.map((round) => cpu(round, mode) / cpu(round, `${mode} before`)));
      return `| ${scenario.name} | ${mode} | ${milliseconds(before)} | ${milliseconds(now)} | **${ratio.toFixed(2)}x** |`;
    }),
  );
  return ['| scenario | mode | CPU per request before | now | now to before |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** A class without triggers costs nothing, within the precision of a run. */
const CODE_GOAL = 1.03;

/** CPU per request of apps without Cloud Code and with it, in classes without triggers, as a Markdown table. */
export function withAndWithoutCode(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ scenario, rounds }) =>
    (['split', 'fused'] as const).map((mode) => {
      const cpu = (round: Round, side: System['name']): number => round[side].busy.cpuMsPerRequest;
      const ratio = median(rounds.map((round) => cpu(round, `${mode} with code`) / cpu(round, mode)));
      const [without, withIt] = [mode, `${mode} with code` as const].map((side) =>
        milliseconds(median(rounds.map((round) => cpu(round, side)))),
      );
      const goal = `${CODE_GOAL.toFixed(2)}x ${ratio <= CODE_GOAL ? 'met' : 'missed'}`;
      return `| ${scenario.name} | ${mode} | ${without} | ${withIt} | **${ratio.toFixed(2)}x** | ${goal} |`;
    }),
  );
  const header = '| class without triggers | mode | CPU per request, no Cloud Code | with it | ratio | goal |';
  return [header, '|---|---|---|---|---|---|', ...rows].join('\n');
}

/** The most that recording may cost, as a ratio to recording nothing. */
const TRACING_GOAL = 1.25;

/** CPU per request with a collector, by the share of requests that is sampled, to that without one, as a Markdown table. */
export function tracingTable(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ scenario, rounds }) =>
    (['split', 'fused'] as const).map((mode) => {
      const cpu = (round: Round, side: System['name']): number => round[side].busy.cpuMsPerRequest;
      const ratio = (side: System['name']): number => median(rounds.map((round) => cpu(round, side) / cpu(round, mode)));
      const all = ratio(`${mode} sampling all`);
      const cells = [
        scenario.name,
        mode,
        milliseconds(median(rounds.map((round) => cpu(round, mode)))),
        `${ratio(`${mode} sampling none`).toFixed(2)}x`,
        `**${all.toFixed(2)}x**`,
        `${TRACING_GOAL.toFixed(2)}x ${all <= TRACING_GOAL ? 'met' : 'missed'}`,
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  );
  const header = '| scenario | mode | CPU per request, no collector | no request sampled | every request sampled | goal |';
  return [header, '|---|---|---|---|---|---|', ...rows].join('\n');
}

/** The goal: nobody should have to think about it. */
const METRICS_GOAL = 1.03;

/** The cost of metrics: CPU of the processes of a side with them, over that without, in each round. */
export function metricsTable(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ scenario, rounds }) =>
    (['split', 'fused'] as const).map((mode) => {
      const cpu = (round: Round, side: System['name']): number => round[side].busy.cpuMsPerRequest;
      const ratio = median(rounds.map((round) => cpu(round, `${mode} with metrics`) / cpu(round, mode)));
      const plain = milliseconds(median(rounds.map((round) => cpu(round, mode))));
      const verdict = `${METRICS_GOAL.toFixed(2)}x ${ratio <= METRICS_GOAL ? 'met' : 'missed'}`;
      return `| ${[scenario.name, mode, plain, `**${ratio.toFixed(3)}x**`, verdict].join(' | ')} |`;
    }),
  );
  return ['| scenario | mode | CPU per request, no metrics | with metrics | goal |', '|---|---|---|---|---|', ...rows].join('\n');
}

const milliseconds = (ms: number): string => `${ms.toFixed(3)} ms`;
