import { ParseError } from '@parlance/errors';
import { z } from 'zod';
import type { Source } from '../ingest/rollup-id.ts';
import { dimensionNamed } from './dimensions.ts';
import { GRANULARITIES, readRange, type Range } from './range.ts';
import { rangeMembers, readQuestion } from './read-question.ts';

const NAME_LENGTH_MAX = 300;
const FILTERS_MAX = 8;
const VALUES_MAX = 50;
const TOP_MAX = 1_000;

const values = z.union([z.string(), z.array(z.string()).min(1).max(VALUES_MAX)]);

const countSchema = z
  .object({
    source: z.enum(['events', 'requests']).default('events'),
    event: z.string().max(NAME_LENGTH_MAX).optional(),
    ...rangeMembers,
    granularity: z.enum(GRANULARITIES).default('day'),
    groupBy: z.string().max(NAME_LENGTH_MAX).optional(),
    filter: z
      .array(z.object({ dimension: z.string().max(NAME_LENGTH_MAX), is: values }).strict())
      .max(FILTERS_MAX)
      .default([]),
    top: z.int().min(1).max(TOP_MAX).default(10),
  })
  .strict();

/** Only counts of these values of a dimension. */
export interface Filter {
  /** As the question names it. */
  readonly name: string;
  readonly dimension: string;
  readonly values: readonly string[];
}

export interface CountQuestion {
  readonly source: Source;
  /** Undefined for all events, and for requests. */
  readonly event: string | undefined;
  readonly range: Range;
  readonly groupBy: { readonly name: string; readonly dimension: string } | undefined;
  readonly filters: readonly Filter[];
  readonly top: number;
}

/** @throws ParseError InvalidQuery (102) */
export function readCountQuestion(question: Readonly<Record<string, unknown>>, now: number): CountQuestion {
  const { source: from, event, granularity, groupBy, filter, top, ...range } = readQuestion(countSchema, question);
  const source = from === 'requests' ? 'r' : 'e';
  if (source === 'r' && event !== undefined) throw new ParseError('InvalidQuery', 'Requests have no event.');
  if (source === 'e' && event === undefined && groupBy !== undefined && groupBy !== 'event')
    throw new ParseError('InvalidQuery', 'Over all events, groupBy can only be event.');
  if (source === 'e' && event !== undefined && groupBy === 'event') throw new ParseError('InvalidQuery', 'An event has one name.');
  if (source === 'e' && event === undefined && filter.length > 0) throw new ParseError('InvalidQuery', 'A filter needs an event.');
  return {
    source,
    event,
    range: readRange(range, granularity, now),
    groupBy: groupBy === undefined ? undefined : { name: groupBy, dimension: dimensionNamed(source, groupBy) },
    filters: filter.map(({ dimension, is }) => ({
      name: dimension,
      dimension: dimensionNamed(source, dimension),
      values: typeof is === 'string' ? [is] : is,
    })),
    top,
  };
}
