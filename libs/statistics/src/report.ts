import { variantKey } from './assignment.ts';
import { checkedCounts, openRate, type Counts, type Interval } from './counts.ts';
import { decide, type Observed, type Undecided } from './decision.ts';
import { sampleRatio } from './sample-ratio.ts';
import { wilsonInterval } from './wilson.ts';

/** Bounds in percent or in percentage points, the lower one first. */
export type Bounds = readonly [number, number];

/** One group as a report shows it. */
export interface GroupStanding {
  /** A to J. */
  readonly key: string;
  readonly sent: number;
  readonly opened: number;
  /** In percent: 3 for three of a hundred. 0 where nothing was sent. */
  readonly openRate: number;
  /** Of the rate, in percent, at the level of the experiment; null where nothing was sent. */
  readonly interval: Bounds | null;
}

/** Two groups side by side: that with the highest rate, and the next one. */
export interface SoFar {
  readonly leader: string;
  readonly behind: string;
  /** The leader's rate minus the other one's, in percentage points. */
  readonly difference: number;
  readonly interval: Bounds | null;
  readonly method: 'z' | 'fisher';
  readonly p: number | null;
}

/** The state of an experiment now, in the units of its readers. */
export interface Standing {
  readonly groups: readonly GroupStanding[];
  /** Null as long as there is not enough data. The interval is winner minus loser, in percentage points of the open rate. */
  readonly statistics: { readonly winner: string; readonly interval: Bounds } | null;
  readonly undecided?: Undecided;
  /** Decides nothing: frequent looks find a difference in it where there is none. */
  readonly soFar: SoFar;
  /** The sizes of the groups are no accident: something is wrong with the experiment. Only once all is sent. */
  readonly imbalanced: boolean;
}

/**
 * An experiment as people read it: rates in percent, differences in percentage points, groups by their letters.
 *
 * @throws RangeError on fewer than two groups, and on counts that are no whole numbers from 0
 */
export function standingOf(observed: Observed): Standing {
  const { groups, alpha, allSent } = observed;
  const decision = decide(observed);
  const [first, second] = decision.compared;
  const leads = rateAt(groups, second) > rateAt(groups, first);
  const [leader, behind] = leads ? [second, first] : [first, second];
  const { difference, interval, method, p } = decision.soFar;
  return {
    groups: groups.map((counts, index) => {
      const { opens, sent } = checkedCounts(counts);
      const bounds = wilsonInterval(counts, alpha);
      return {
        key: variantKey(index),
        sent,
        opened: opens,
        openRate: percent(openRate(counts)),
        interval: bounds === null ? null : [percent(bounds.lo), percent(bounds.hi)],
      };
    }),
    // The stricter interval of this look has decided; shown is that of the level that the experiment asks for.
    statistics:
      decision.winner === null || interval === null
        ? null
        : { winner: variantKey(decision.winner), interval: pointsOf(interval, decision.winner === second) },
    ...(decision.undecided === undefined ? {} : { undecided: decision.undecided }),
    soFar: {
      leader: variantKey(leader),
      behind: variantKey(behind),
      difference: percent(leads ? difference : -difference),
      interval: interval === null ? null : pointsOf(interval, leads),
      method,
      p,
    },
    imbalanced: allSent && (sampleRatio(groups.map(({ sent }) => sent))?.mismatch ?? false),
  };
}

/** Of a difference "second minus first" that one "leader minus other" which its reader asks for. */
function pointsOf({ lo, hi }: Interval, secondLeads: boolean): Bounds {
  return secondLeads ? [percent(lo), percent(hi)] : [percent(-hi), percent(-lo)];
}

function rateAt(groups: readonly Counts[], index: number): number {
  const counts = groups[index];
  return counts === undefined ? 0 : openRate(counts);
}

/** To a millionth of a percent, so that no reader sees 0.30000000000000004; never -0. */
function percent(fraction: number): number {
  return Math.round(fraction * 1e8) / 1e6 + 0;
}
