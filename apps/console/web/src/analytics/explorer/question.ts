import type { RequestOf } from '../../api/operations.ts';
import { askedRange, STEPS, type RangeSearch } from '../range.ts';
import type { ExplorerSearch, Filter } from '../search.ts';

/** A question as graphs are saved by it. */
export type Question = RequestOf<'analytics/save-graph'>['question'];

/** The question of the explorer; undefined while its range is not complete. */
export function questionOf({ source, event, groupBy, filters, top, ...range }: ExplorerSearch): Question | undefined {
  const asked = askedRange(range);
  if (asked === undefined) return undefined;
  return {
    source,
    ...(event === undefined || source === 'requests' ? {} : { event }),
    ...(groupBy === undefined ? {} : { groupBy }),
    ...(filters.length === 0 ? {} : { filter: filters }),
    top,
    ...asked,
  };
}

/** The address of the explorer that asks a saved question. Questions that were saved by REST may lack members, or have one value in place of a list. */
export function searchOf(question: Readonly<Record<string, unknown>>): ExplorerSearch {
  const { source, event, groupBy, filter, top } = question;
  return {
    source: source === 'requests' ? 'requests' : 'events',
    event: textIn(event),
    groupBy: textIn(groupBy),
    filters: Array.isArray(filter) ? filter.flatMap(filterIn) : [],
    top: typeof top === 'number' ? top : 10,
    ...rangeIn(question),
  };
}

function rangeIn({ last, from, to, granularity }: Readonly<Record<string, unknown>>): RangeSearch {
  const step = STEPS.find((one) => one === granularity) ?? 'day';
  if (last === 'hour' || last === 'day' || last === 'week') return { range: last, step };
  const [start, end] = [textIn(from), textIn(to)];
  return start === undefined || end === undefined ? { range: 'month', step } : { range: 'own', from: start, to: end, step };
}

function filterIn(value: unknown): Filter[] {
  const { dimension, is } = Object(value) as Partial<Record<keyof Filter, unknown>>;
  const values = Array.isArray(is) ? is.filter((one) => typeof one === 'string') : typeof is === 'string' ? [is] : [];
  return typeof dimension === 'string' && values.length > 0 ? [{ dimension, is: values }] : [];
}

const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
