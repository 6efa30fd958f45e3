import type { EventCounts } from './event-counts.store.ts';
import { ParseError } from '@parlance/errors';
import { OTHER } from '../ingest/packed-counts.ts';
import { EVENT_NAMES, ofPlatform, TOTAL, type Series } from '../ingest/rollup-id.ts';
import type { CountQuestion, Filter } from './count-question.ts';
import type { CountsStore } from './counts.store.ts';
import { isNameCut } from './cut-names.ts';
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
  /** Some values were beyond the bound of a day or an hour: rare ones may be in the rest, and filters may miss them. */
  readonly isApproximate: boolean;
}

export interface CountParts {
  readonly counts: Pick<CountsStore, 'visit'>;
  readonly events: EventCounts;
}

/** @throws ParseError InvalidQuery (102) for a filter of requests that is not counted */
export async function count(app: string, question: CountQuestion, parts: CountParts): Promise<Counts> {
  const plan = planOf(question);
  const found = await find(app, question, plan, parts);
  const isComplete = !found.whole.sums().includes(0) && !isEmpty(question, found);
  if (question.event === undefined || plan.kind === 'events' || isComplete) return answerOf(question, plan, found);
  if (!(await isNameCut(app, question, parts.counts))) return answerOf(question, plan, found);
  if (!isEmpty(question, found)) return { ...answerOf(question, plan, found), isApproximate: true };
  return answerOf(question, EVENTS, await find(app, question, EVENTS, parts));
}

interface Found {
  readonly whole: Tally;
  readonly grouped: Tally;
  /** Values of the filter may be among those that were beyond the bound. */
  isFilterCut: boolean;
}

/** Nothing was found where there may be something. */
function isEmpty({ groupBy }: CountQuestion, { whole, grouped }: Found): boolean {
  return sum(whole.sums()) === 0 || (groupBy !== undefined && sum(grouped.sums()) === 0);
}

async function find(app: string, question: CountQuestion, plan: Plan, parts: CountParts): Promise<Found> {
  const { source, event, range, groupBy } = question;
  const series: Omit<Series, 'dimension'> = { app, source, event: event ?? '' };
  const points = pointsOf(range);
  const found: Found = { whole: new Tally(points), grouped: new Tally(points), isFilterCut: false };
  const { whole, grouped } = found;
  const add = (value: string | undefined, point: number, times: number): void => {
    whole.add('', point, times);
    if (groupBy !== undefined && value !== undefined) grouped.add(value, point, times);
  };
  if (plan.kind === 'events' && groupBy?.name === 'dimension') {
    // An event with three dimensions is one event.
    await parts.events.visit(app, { ...question, groupBy: undefined }, add);
    await parts.events.visit(app, question, (value, point, times) => grouped.add(value ?? '', point, times));
  } else if (plan.kind === 'events') await parts.events.visit(app, question, add);
  else if (plan.kind === 'names') await parts.counts.visit({ ...series, dimension: EVENT_NAMES }, range, add);
  else if (plan.kind === 'total') {
    await parts.counts.visit({ ...series, dimension: TOTAL }, range, whole.add);
    if (groupBy !== undefined) await parts.counts.visit({ ...series, dimension: groupBy.dimension }, range, grouped.add);
  } else await findFiltered(plan);
  return found;

  /** The whole by the filtered dimension alone: pairs leave out the requests that have no value of the other one. */
  async function findFiltered({ filter, pair }: Extract<Plan, { kind: 'filtered' }>): Promise<void> {
    const isWanted = (value: string | undefined): boolean => value !== undefined && filter.values.includes(value);
    await parts.counts.visit({ ...series, dimension: filter.dimension }, range, (value, point, times) => {
      found.isFilterCut ||= value === OTHER;
      if (isWanted(value)) add(pair === undefined ? value : undefined, point, times);
    });
    if (pair === undefined) return;
    await parts.counts.visit({ ...series, dimension: pair.dimension }, range, (value, point, times) => {
      const [tested, shown] = pair.read(value);
      found.isFilterCut ||= value === OTHER;
      if (isWanted(tested) && shown !== undefined) grouped.add(shown, point, times);
    });
  }
}

function answerOf({ range, groupBy, top }: CountQuestion, plan: Plan, { whole, grouped, isFilterCut }: Found): Counts {
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
  if (groupBy === undefined) return { ...answer, isApproximate: isFilterCut };
  const { groups, rest, isCut } = grouped.top(top);
  const known = grouped.sums();
  // Each event may have several names of dimensions: they add up to nothing.
  const without = groupBy.name === 'dimension' ? undefined : sums.map((count, point) => Math.max(0, count - (known[point] ?? 0)));
  return {
    ...answer,
    groups,
    rest: withTotal(rest),
    ...(without === undefined ? {} : { without: withTotal(without) }),
    isApproximate: isCut || isFilterCut,
  };
}

type Plan =
  | { readonly kind: 'events' }
  /** By names of events, which are counted by the day; for shorter times from single events. */
  | { readonly kind: 'names' }
  | { readonly kind: 'total' }
  | {
      readonly kind: 'filtered';
      readonly filter: Filter;
      /** Where another dimension is shown than the filtered one. */
      readonly pair?: {
        readonly dimension: string;
        /** Of a counted value, the one that is filtered by and the one that is shown. */
        readonly read: (value: string) => readonly [tested: string | undefined, shown: string | undefined];
      };
    };

const EVENTS: Plan = { kind: 'events' };

function planOf({ source, event, range, groupBy, filters }: CountQuestion): Plan {
  if (source === 'e' && event === undefined) return range.granularity === 'day' ? { kind: 'names' } : { kind: 'events' };
  // Minutes are kept for the total of an event, and names of dimensions by the day.
  const isCoarse = range.granularity === 'day' || groupBy?.name !== 'dimension';
  const isKept = source === 'r' || range.granularity !== 'minute' || (groupBy === undefined && filters.length === 0);
  if (!isCoarse || !isKept) return { kind: 'events' };
  const [filter, ...others] = filters;
  if (filter === undefined) return { kind: 'total' };
  if (others.length === 0 && (groupBy === undefined || groupBy.dimension === filter.dimension)) return { kind: 'filtered', filter };
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
      return { kind: 'filtered', filter, pair: { dimension: ofPlatform(pairName(pair)), read } };
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
