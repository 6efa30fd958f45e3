import { OTHER } from '../ingest/packed-counts.ts';
import { DIMENSION_NAMES, EVENT_NAMES, ofClient } from '../ingest/rollup-id.ts';
import { DAY_MS } from '../ingest/time.ts';
import type { CountQuestion } from './count-question.ts';
import type { CountsStore } from './counts.store.ts';
import { pointsOf, type Range } from './range.ts';

/**
 * Whether, on a day of the range, the event of a question or a dimension of it came when there were as many names as have counts of their own:
 * then it is not in the counts of that day, but among single events.
 */
export async function isNameCut(
  app: string,
  { event = '', range, groupBy, filters }: CountQuestion,
  counts: Pick<CountsStore, 'visit'>,
): Promise<boolean> {
  const named = [...(groupBy === undefined ? [] : [groupBy]), ...filters].map(({ dimension }) => dimension);
  const dimensions = named
    .filter((dimension) => dimension.startsWith(ofClient('')))
    .map((dimension) => dimension.slice(ofClient('').length));
  const series = { app, source: 'e' } as const;
  if (await isAnyCut({ ...series, event: '', dimension: EVENT_NAMES }, [event])) return true;
  return dimensions.length > 0 && isAnyCut({ ...series, event, dimension: DIMENSION_NAMES }, dimensions);

  async function isAnyCut(names: Parameters<CountsStore['visit']>[0], wanted: readonly string[]): Promise<boolean> {
    const days = daysOf(range);
    const found = Array.from({ length: pointsOf(days) }, () => new Set<string>());
    await counts.visit(names, days, (name, day) => found[day]?.add(name));
    return found.some((present) => present.has(OTHER) && wanted.some((name) => !present.has(name)));
  }
}

function daysOf({ from, to }: Range): Range {
  return { from: Math.floor(from / DAY_MS) * DAY_MS, to: Math.ceil(to / DAY_MS) * DAY_MS, stepMs: DAY_MS, granularity: 'day' };
}
