import { checkedCounts, type Counts } from './counts.ts';
import { sampleSize, type TestPlan } from './sample-size.ts';

const PRIOR_RATE = 0.03;
const PRIOR_WEIGHT = 500;
const COUNTED_SENT_MIN = 100;
const COUNTED_PUSHES_MAX = 20;
const RELATIVE_EFFECT = 0.2;
/** The highest rate that a test may expect: rates near 1 leave no room above them. */
const RATE_MAX = 0.999;
const WHOLE_AUDIENCE_BELOW = 5_000;
const WHOLE_AUDIENCE_FROM_SHARE = 0.8;

/** How many devices a test should have: all of them, so many, or -1 where no push was ever counted. */
export interface AudienceSuggestion {
  readonly size: number;
  readonly all: boolean;
  /** The open rate that the suggestion starts from, null without history. */
  readonly baseline: number | null;
}

/**
 * The recommended size of a test audience.
 *
 * @param history the app's pushes of the last 90 days, newest first; the first 20 with 100 deliveries and more count
 * @param reachable installations that the push would reach
 * @param groups variants of the test
 */
export function suggestAudience(history: readonly Counts[], reachable: number, groups = 2, plan?: TestPlan): AudienceSuggestion {
  const baseline = baselineRate(history);
  if (baseline === null) return { size: -1, all: false, baseline };
  const planned = Math.min(baseline, RATE_MAX / (1 + RELATIVE_EFFECT));
  const size = groups * sampleSize(planned, planned * (1 + RELATIVE_EFFECT), plan);
  const all = reachable < WHOLE_AUDIENCE_BELOW || size > reachable * WHOLE_AUDIENCE_FROM_SHARE;
  return { size: all ? reachable : size, all, baseline };
}

/** The app's open rate, drawn towards 3 % as 500 deliveries would; null without history. */
export function baselineRate(history: readonly Counts[]): number | null {
  const counted = history
    .map(checkedCounts)
    .filter(({ sent }) => sent >= COUNTED_SENT_MIN)
    .slice(0, COUNTED_PUSHES_MAX);
  if (counted.length === 0) return null;
  const [opens, sent] = counted.reduce(([o, s], counts) => [o + counts.opens, s + counts.sent], [0, 0]);
  return (opens + PRIOR_RATE * PRIOR_WEIGHT) / (sent + PRIOR_WEIGHT);
}
