import type { analytics } from '@parlance/contracts';
import { decide, openRate, sampleRatio, variantKey, wilsonInterval, type Decision, type Interval } from '@parlance/statistics';
import { valuesOf, type Experiment } from './experiment.ts';

const HOUR_MS = 3_600_000;
const HOURS_OF_DAY = 24;
const INFORMATION_MIN = 0.05;

/** One group, its rates as fractions. */
export interface GroupReport {
  /** A, B, … */
  readonly key: string;
  readonly name?: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Saved installations that were given the variant. */
  readonly exposed: number;
  /** Those among them that have sent the event in time. */
  readonly converted: number;
  readonly rate: number;
  /** Wilson's interval of the rate at the level of the experiment; null without anybody. */
  readonly interval: Interval | null;
}

/** Why no variant has won. */
export type Reason = 'not-started' | 'too-few-installations' | 'too-few-events' | 'too-early' | 'no-difference';

export interface Report {
  readonly objectId: string;
  readonly name: string;
  readonly state: Experiment['state'];
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  readonly measure: Experiment['measure'];
  readonly runDays: number;
  readonly alpha: number;
  /** The share of all information that has come, at most 1. */
  readonly information: number;
  readonly groups: readonly GroupReport[];
  /** The group with the highest rate and the best of the others, the later of them minus the earlier one, at the full level: so far. */
  readonly comparison: {
    readonly of: readonly [string, string];
    readonly difference: number;
    readonly p: number | null;
    readonly method: 'z' | 'fisher';
    readonly interval: Interval | null;
  };
  readonly decision: {
    /** The key of the variant that has won. */
    readonly winner: string | null;
    readonly reason?: Reason;
    /** The error that this look was allowed. */
    readonly alphaOfLook: number;
    /** The interval that decided; with a winner alone. */
    readonly interval?: Interval;
  };
  /** Installations that were given a variant and are not saved: they do not count. */
  readonly unsaved: number;
  /** `srm`: the groups differ in size by more than chance makes them. */
  readonly warnings: readonly 'srm'[];
  /** The variant that was rolled out. */
  readonly choice?: string;
}

const REASONS: Readonly<Record<Exclude<Decision['undecided'], undefined>, Reason>> = {
  sending: 'not-started',
  'too-few-sent': 'too-few-installations',
  'too-few-opens': 'too-few-events',
  'too-early': 'too-early',
  'no-difference': 'no-difference',
};

/**
 * The meaning of the counts of an experiment, by the rules that experiments with pushes have.
 *
 * One thing differs: a push is sent at once, and opens come soon; an experiment with parameters gains installations all the time that it
 * runs. All information has come when the last of them has been watched, after `runDays` and the days of the measure. At an earlier look the
 * share of that time stands for the share of information, which is too little where most installations come early, and so never too daring.
 */
export function reportOf(experiment: Experiment, { groups: counts, unsaved }: analytics.ExperimentCounts, now: number): Report {
  const { _id: objectId, name, state, startedAt, endedAt, measure, runDays, alpha, variants, choice } = experiment;
  const hours = startedAt === undefined ? 0 : (Math.min(now, endedAt?.getTime() ?? now) - startedAt.getTime()) / HOUR_MS;
  const information = Math.min(1, Math.max(INFORMATION_MIN, hours / ((runDays + measure.days) * HOURS_OF_DAY)));
  const groups = variants.map((_, index) => ({ sent: counts[index]?.exposed ?? 0, opens: counts[index]?.converted ?? 0 }));
  const decision = decide({ type: 'time', groups, allSent: startedAt !== undefined, hours, alpha, information });
  const { winner, undecided, alphaOfLook, compared, interval, soFar } = decision;
  return {
    objectId,
    name,
    state,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    measure,
    runDays,
    alpha,
    information,
    groups: variants.map((variant, index) => groupReport(variant, index, groups[index]!, alpha)),
    comparison: {
      of: [variantKey(compared[0]), variantKey(compared[1])],
      difference: soFar.difference,
      p: soFar.p,
      method: soFar.method,
      interval: soFar.interval,
    },
    decision: {
      winner: winner === null ? null : variantKey(winner),
      ...(undecided === undefined ? {} : { reason: REASONS[undecided] }),
      alphaOfLook,
      ...(interval === undefined ? {} : { interval }),
    },
    unsaved,
    warnings: sampleRatio(groups.map(({ sent }) => sent))?.mismatch === true ? ['srm'] : [],
    ...(choice === undefined || state !== 'decided' ? {} : { choice: variantKey(choice) }),
  };
}

function groupReport(
  variant: Experiment['variants'][number],
  index: number,
  counts: { readonly sent: number; readonly opens: number },
  alpha: number,
): GroupReport {
  return {
    key: variantKey(index),
    ...(variant.name === undefined ? {} : { name: variant.name }),
    values: valuesOf(variant),
    exposed: counts.sent,
    converted: counts.opens,
    rate: openRate(counts),
    interval: wilsonInterval(counts, alpha),
  };
}
