import type { EventCounts } from './event-counts.store.ts';
import { ParseError } from '@parlance/errors';
import { EVENT_NAMES, ofPlatform, TOTAL, type Series } from '../ingest/rollup-id.ts';
import type { CountQuestion, Filter } from './count-question.ts';
import type { CountsStore } from './counts.store.ts';
import { PAIR_SEPARATOR, pairName, REQUEST_PAIRS } from './dimensions.ts';
import { pointsOf, startsOf } from './range.ts';
import { sum, Tally, type Group } from './tally.ts';

/** The answer to a count. `groups`, `rest` and `without` add up to `counts` at every point. */
export interface Counts {
  readonly from: string;
  readonly to: string;
  readonly granularity: string;
  /** The start of each point. */
  readonly points: readonly string[];
  readonly total: number;
  readonly counts: readonly number[];
  readonly groups?: readonly Group[];
  /** Values beyond the top. */
  readonly rest?: { readonly total: number; readonly counts: readonly number[] };
  /** Events or requests that have no such dimension. */
  readonly without?: { readonly total: number; readonly counts: readonly number[] };
  /** `counts`: kept by the minute, hour and day; `events`: counted now from single events. */
  readonly answeredFrom: 'counts' | 'events';
  /** Some values were beyond the bound of a day or an hour: the order of rare ones may be another. */
  readonly isApproximate: boolean;
}

export interface CountParts {
  readonly counts: Pick<CountsStore, 'visit'>;
  readonly events: EventCounts;
}

/** @throws ParseError InvalidQuery (102) for a filter of requests that is not counted */
export async function count(app: string, question: CountQuestion, parts: CountParts): Promise<Counts> {
  const { source, event, range, groupBy, top } = question;
  const series: Omit<Series, 'dimension'> = { app, source, event: event ?? '' };
  const points = pointsOf(range);
  const whole = new Tally(points);
  const grouped = new Tally(points);
  const plan = planOf(question);
  if (plan.kind === 'events') await parts.events.visit(app, question, (value, point, times) => add(value, point, times));
  else if (plan.kind === 'names') await readNames();
  else if (plan.kind === 'total') {
    await parts.counts.visit({ ...series, dimension: source === 'e' && event === undefined ? EVENT_NAMES : TOTAL }, range, whole.add);
    if (groupBy !== undefined) await parts.counts.visit({ ...series, dimension: groupBy.dimension }, range, grouped.add);
  } else {
    await parts.counts.visit({ ...series, dimension: plan.dimension }, range, (value, point, times) => {
      const [tested, shown] = plan.read(value);
      if (tested === undefined || !plan.filter.values.includes(tested)) return;
      whole.add('', point, times);
      if (groupBy !== undefined && shown !== undefined) grouped.add(shown, point, times);
    });
  }

  const sums = whole.sums();
  const answer = {
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    granularity: range.granularity,
    points: startsOf(range),
    total: sum(sums),
    counts: sums,
    answeredFrom: plan.kind === 'events' ? ('events' as const) : ('counts' as const),
  };
  const { groups, rest, isCut } = grouped.top(top);
  if (groupBy === undefined) return { ...answer, isApproximate: isCut };
  const known = grouped.sums();
  // Each event may have several names of dimensions: they add up to nothing.
  const without = groupBy.name === 'dimension' ? undefined : sums.map((count, point) => Math.max(0, count - (known[point] ?? 0)));
  return {
    ...answer,
    groups,
    rest: withTotal(rest),
    ...(without === undefined ? {} : { without: withTotal(without) }),
    isApproximate: isCut,
  };

  function add(value: string | undefined, point: number, times: number): void {
    whole.add('', point, times);
    if (groupBy !== undefined && value !== undefined) grouped.add(value, point, times);
  }

  async function readNames(): Promise<void> {
    await parts.counts.visit({ ...series, dimension: EVENT_NAMES }, range, (value, point, times) => add(value, point, times));
  }
}

type Plan =
  | { readonly kind: 'events' }
  /** By names of events, which are counted by the day; for shorter times from single events. */
  | { readonly kind: 'names' }
  | { readonly kind: 'total' }
  | {
      readonly kind: 'filtered';
      readonly dimension: string;
      readonly filter: Filter;
      /** Of a counted value, the one that is filtered by and the one that is shown. */
      readonly read: (value: string) => readonly [tested: string | undefined, shown: string | undefined];
    };

function planOf({ source, event, range, groupBy, filters }: CountQuestion): Plan {
  if (source === 'e' && event === undefined) return range.granularity === 'day' ? { kind: 'names' } : { kind: 'events' };
  // Minutes are kept for the total of an event, and names of dimensions by the day.
  const isCoarse = range.granularity === 'day' || groupBy?.name !== 'dimension';
  const isKept = source === 'r' || range.granularity !== 'minute' || (groupBy === undefined && filters.length === 0);
  if (!isCoarse || !isKept) return { kind: 'events' };
  const [filter, ...others] = filters;
  if (filter === undefined) return { kind: 'total' };
  if (others.length === 0 && (groupBy === undefined || groupBy.dimension === filter.dimension))
    return { kind: 'filtered', dimension: filter.dimension, filter, read: (value) => [value, value] };
  if (source === 'e') return { kind: 'events' };
  if (others.length === 0 && groupBy !== undefined) {
    const pair = REQUEST_PAIRS.find(
      (names) => (names as readonly string[]).includes(filter.name) && (names as readonly string[]).includes(groupBy.name),
    );
    if (pair !== undefined) {
      const isFirst = pair[0] === filter.name;
      const read = (value: string) => {
        const [one, other] = value.split(PAIR_SEPARATOR);
        return isFirst ? ([one, other] as const) : ([other, one] as const);
      };
      return { kind: 'filtered', dimension: ofPlatform(pairName(pair)), filter, read };
    }
  }
  throw new ParseError(
    'InvalidQuery',
    `Requests are counted by one dimension, or by these pairs: ${REQUEST_PAIRS.map(pairName).join(', ')}.`,
  );
}

function withTotal(counts: readonly number[]): { readonly total: number; readonly counts: readonly number[] } {
  return { total: sum(counts), counts };
}
