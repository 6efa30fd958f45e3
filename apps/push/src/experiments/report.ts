import { TERMINAL_STATES, type PushState } from '@parlance/push';
import {
  COMPLETE_AFTER_HOURS,
  openRate,
  standingOf,
  type Bounds,
  type DescribedExperiment,
  type DescribedGroup,
  type Standing,
  type Undecided,
  WAIT_HOURS,
} from '@parlance/statistics';
import type { PushDocument } from '../database/documents.ts';
import type { ExperimentDocument, ExperimentWarning } from '../database/experiment-document.ts';

const HOUR_MS = 3_600_000;

/** A push of an experiment with the members of its `_PushStatus` that a report shows. */
export interface SeenPush {
  readonly pushed: PushDocument;
  readonly status: Readonly<Record<string, unknown>>;
}

/** An experiment with its pushes, as they were read. */
export interface SeenExperiment {
  readonly experiment: ExperimentDocument;
  /** In the order of the versions. A version without its push is none of an experiment that is still shown. */
  readonly variants: readonly SeenPush[];
  readonly launched: SeenPush | undefined;
}

export type ExperimentState = 'scheduled' | 'paused' | 'canceled' | 'running' | 'decided' | 'launched';

/** One version as a report shows it. Rates are in percent. `push_sends` and `push_opens` are the old console's names of the counts. */
export interface ReportedGroup {
  readonly key: string;
  readonly id: string;
  readonly payload: string;
  readonly send_time: string;
  /** ISO 8601, or the wall time of each device; null where there is none, or `expiration_interval` says how many seconds. */
  readonly expiration: string | null;
  readonly expiration_interval?: number;
  readonly status: string;
  readonly push_sends: number;
  readonly push_opens: number;
  readonly numSent: number;
  readonly numOpened: number;
  readonly numTargeted: number;
  readonly open_rate: number;
  readonly open_rate_interval: Bounds | null;
}

/** The report of an experiment, as `GET /push/:id` answers it. Source: docs/contract/06-push.md section 10, 30-push-engine.md section 9.1. */
export interface ExperimentReport {
  readonly objectId: string;
  readonly createdAt: string;
  readonly is_exp: true;
  readonly exp_type: 'message' | 'time';
  readonly name: string;
  readonly state: ExperimentState;
  readonly size_percent: number;
  readonly alpha: number;
  readonly query: string;
  readonly group_a: ReportedGroup | undefined;
  readonly group_b: ReportedGroup | undefined;
  /** All of them, up to ten. */
  readonly groups: readonly ReportedGroup[];
  /** Null: not enough data. The interval is winner minus loser, in percentage points. */
  readonly statistics: { readonly winner: string; readonly confidence_interval: Bounds } | null;
  readonly undecided?: {
    readonly reason: Undecided;
    readonly message: 'not enough data';
    /** ISO 8601: waiting is of use until then. Absent where time alone changes nothing. */
    readonly until?: string;
  };
  /** How the best two stand, at the full level. It decides nothing. */
  readonly so_far: {
    readonly leader: string;
    readonly behind: string;
    readonly difference: number;
    readonly confidence_interval: Bounds | null;
    readonly method: 'z' | 'fisher';
    readonly p: number | null;
  };
  readonly warning?: 'srm';
  readonly warnings: readonly ExperimentWarning[];
  /** Null where nobody is left to launch to. */
  readonly launch_info: { readonly percent: number; readonly recipient_count: number | null } | null;
  readonly launch_choice: string | null;
  readonly launch_push_id: string | null;
  /** The launched push, with its own counts. */
  readonly launch?: Omit<ReportedGroup, 'open_rate_interval'>;
}

/** @param now epoch milliseconds */
export function reportOf(seen: SeenExperiment, now: number): { readonly report: ExperimentReport; readonly standing: Standing } {
  const { experiment, variants, launched } = seen;
  const { objectId, createdAt, type, name, sizePercent, alpha, where, checked, launch } = experiment;
  const { allSent, hours, last } = sendingOf(variants, now);
  const standing = standingOf({ type, groups: variants.map(countsOf), allSent, hours, alpha });
  const groups = variants.map((variant, index) => ({
    ...reportedGroup(standing.groups[index]?.key ?? '', variant),
    open_rate_interval: standing.groups[index]?.interval ?? null,
  }));
  const { statistics, undecided, soFar } = standing;
  const report: ExperimentReport = {
    objectId,
    createdAt: createdAt.toISOString(),
    is_exp: true,
    exp_type: type,
    name,
    state: stateOf(seen, standing),
    size_percent: sizePercent,
    alpha,
    query: where,
    group_a: groups[0],
    group_b: groups[1],
    groups,
    statistics: statistics === null ? null : { winner: statistics.winner, confidence_interval: statistics.interval },
    ...(undecided === undefined
      ? {}
      : { undecided: { reason: undecided, message: 'not enough data', ...untilOf(undecided, type, last, now) } }),
    so_far: {
      leader: soFar.leader,
      behind: soFar.behind,
      difference: soFar.difference,
      confidence_interval: soFar.interval,
      method: soFar.method,
      p: soFar.p,
    },
    ...(standing.imbalanced ? { warning: 'srm' as const } : {}),
    warnings: checked?.warnings ?? [],
    launch_info: launchInfo(seen),
    launch_choice: launch?.choice ?? null,
    launch_push_id: launch?.push ?? null,
    ...(launch === undefined || launched === undefined ? {} : { launch: reportedGroup(launch.choice, launched) }),
  };
  return { report, standing };
}

/** The same for the text of the report. */
export function descriptionOf(report: ExperimentReport): DescribedExperiment {
  const { name, exp_type: type, state, size_percent: sizePercent, groups, launch_info: info, launch, warnings } = report;
  const chosen = launch && { key: launch.key, sent: launch.numSent, opened: launch.numOpened, openRate: launch.open_rate };
  return {
    name,
    type,
    state: STATE_WORDS[state],
    sizePercent,
    groups: groups.map(({ payload, send_time: time }): DescribedGroup => ({
      message: messageIn(JSON.parse(payload)),
      sentAt: time.endsWith('Z') ? `${time.slice(0, 16).replace('T', ' ')} UTC` : `${time.slice(0, 16).replace('T', ' ')} local`,
    })),
    ...(info === null ? {} : { launch: { percent: info.percent, devices: info.recipient_count, ...(chosen ? { chosen } : {}) } }),
    warnings: warnings.map(({ message }) => message),
  };
}

const STATE_WORDS: Readonly<Record<ExperimentState, string>> = {
  scheduled: 'waiting for its time',
  paused: 'paused',
  canceled: 'canceled',
  running: 'running',
  decided: 'decided',
  launched: 'launched',
};

function stateOf({ experiment, variants }: SeenExperiment, { statistics }: Standing): ExperimentState {
  if (experiment.launch !== undefined) return 'launched';
  if (statistics !== null) return 'decided';
  const states = variants.map(({ pushed }) => pushed.state);
  if (states.every((state) => state === 'canceled')) return 'canceled';
  if (states.includes('paused')) return 'paused';
  return states.every((state) => state === 'pending' || state === 'scheduled') ? 'scheduled' : 'running';
}

/** Whether all versions are sent, when the last one was (epoch milliseconds), and the hours since then. */
function sendingOf(variants: readonly SeenPush[], now: number): { allSent: boolean; hours: number; last: number } {
  const allSent = variants.every(({ pushed }) => TERMINAL_STATES.includes(pushed.state as PushState));
  const last = Math.max(...variants.map(({ pushed }) => pushed.finishedAt?.getTime() ?? now));
  return { allSent, hours: allSent ? Math.max(0, now - last) / HOUR_MS : 0, last };
}

/** Until when more opens may decide an experiment: the first look at it, or the time at which nearly all opens have come. */
function untilOf(reason: Undecided, type: 'message' | 'time', last: number, now: number): { readonly until?: string } {
  if (reason === 'sending' || reason === 'too-few-sent') return {};
  const until = last + (reason === 'too-early' ? WAIT_HOURS[type] : COMPLETE_AFTER_HOURS) * HOUR_MS;
  return until > now ? { until: new Date(until).toISOString() } : {};
}

function reportedGroup(key: string, { pushed, status }: SeenPush): Omit<ReportedGroup, 'open_rate_interval'> {
  const { expiration } = pushed.timing;
  const { sent, opens } = countsOf({ pushed, status });
  return {
    key,
    id: pushed.objectId,
    payload: textOf(status['payload']) ?? '{}',
    send_time: textOf(status['pushTime']) ?? pushed.dueAt.toISOString(),
    expiration:
      expiration?.kind === 'instant' ? new Date(expiration.at).toISOString() : expiration?.kind === 'local' ? expiration.wall : null,
    ...(expiration?.kind === 'interval' ? { expiration_interval: expiration.seconds } : {}),
    status: textOf(status['status']) ?? pushed.state,
    push_sends: sent,
    push_opens: opens,
    numSent: sent,
    numOpened: opens,
    numTargeted: numberOf(status['numTargeted']),
    open_rate: Math.round(openRate({ sent, opens }) * 1e8) / 1e6,
  };
}

/** Before a launch the estimate of the audience; afterwards those whom it was meant for, as soon as they are known. */
function launchInfo({ experiment, launched }: SeenExperiment): ExperimentReport['launch_info'] {
  const { sizePercent, checked } = experiment;
  if (sizePercent >= 100) return null;
  const percent = Math.round((100 - sizePercent) * 100) / 100;
  if (launched?.pushed.finishedAt !== undefined) return { percent, recipient_count: numberOf(launched.status['numTargeted']) };
  return { percent, recipient_count: checked === undefined ? null : Math.round((checked.devices * percent) / 100) };
}

function countsOf({ pushed, status }: SeenPush): { sent: number; opens: number } {
  return { sent: numberOf(status['numSent']), opens: pushed.opened ?? 0 };
}

function messageIn(data: unknown): string {
  const alert = memberOf(data, 'alert');
  return textOf(alert) ?? textOf(memberOf(alert, 'body')) ?? textOf(memberOf(alert, 'title')) ?? textOf(memberOf(alert, 'loc-key')) ?? '';
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
const numberOf = (value: unknown) => (typeof value === 'number' ? value : 0);
