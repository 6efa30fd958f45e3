import { readFrom, type Document } from '@parlance/mongo';
import { READ_MS_MAX } from '../database/mongo-analytics-database.ts';
import type { EventStore } from '../ingest/event.store.ts';
import { DIMENSION_NAMES, EVENT_NAMES } from '../ingest/rollup-id.ts';
import type { CountQuestion, Filter } from './count-question.ts';

/** Told of each group of events: undefined for those without the dimension. */
export type VisitEvents = (value: string | undefined, point: number, times: number) => void;

/** Single events, counted when the kept counts do not tell: for several filters, and for minutes by a dimension. */
export class EventCounts {
  readonly #events: EventStore;

  constructor(events: EventStore) {
    this.#events = events;
  }

  /** Cost: grows with the events of that name in the range. @throws ParseError RequestTimeout when there are too many for some seconds */
  async visit(app: string, { event, range, groupBy, filters }: CountQuestion, visit: VisitEvents): Promise<void> {
    const { from, to, stepMs } = range;
    const point = { $floor: { $divide: [{ $subtract: [{ $toLong: '$t' }, from] }, stepMs] } };
    const pipeline: Document[] = [
      { $match: { ...matchOf(app, from, to, filters), ...(event === undefined ? {} : { n: event }) } },
      ...(groupBy?.dimension === DIMENSION_NAMES ? [{ $unwind: '$d' }] : []),
      { $group: { _id: { point, value: groupBy === undefined ? null : valueOf(groupBy.dimension) }, times: { $sum: 1 } } },
    ];
    for (const collection of await this.#events.collections(from, to)) {
      const groups = await readFrom(collection, 'aggregate', () =>
        collection.aggregate<Counted>(pipeline, { maxTimeMS: READ_MS_MAX, allowDiskUse: true }).toArray(),
      );
      for (const { _id, times } of groups) visit(_id.value ?? undefined, Number(_id.point), times);
    }
  }
}

interface Counted {
  readonly _id: { readonly point: number; readonly value?: string | null };
  readonly times: number;
}

/** Events of an app in a range that have all of these values. */
export function matchOf(app: string, from: number, to: number, filters: readonly Filter[]): Document {
  const conditions = filters.map(({ dimension, values }) => {
    const name = dimension.slice(PREFIX_LENGTH);
    if (dimension.startsWith('d.')) return { d: { $in: values.map((value) => [name, value]) } };
    if (name !== 'cause') return { [`c.${name}`]: { $in: values } };
    return { $or: values.map((cause) => ({ o: { $exists: cause === 'push' } })) };
  });
  return { a: app, t: { $gte: new Date(from), $lt: new Date(to) }, ...(conditions.length === 0 ? {} : { $and: conditions }) };
}

/** Of the kinds of dimensions in rollup-id.ts. */
const PREFIX_LENGTH = 2;

/** The value of a dimension, as an expression. Names of clients are literals, never paths. */
function valueOf(dimension: string): unknown {
  if (dimension === EVENT_NAMES) return '$n';
  if (dimension === DIMENSION_NAMES) return { $arrayElemAt: ['$d', 0] };
  const name = dimension.slice(PREFIX_LENGTH);
  if (!dimension.startsWith('d.')) return name === 'cause' ? { $cond: [{ $eq: ['$o', true] }, 'push', 'other'] } : `$c.${name}`;
  const isNamed = { $eq: [{ $arrayElemAt: ['$$pair', 0] }, { $literal: name }] };
  return { $arrayElemAt: [{ $arrayElemAt: [{ $filter: { input: '$d', as: 'pair', cond: isNamed } }, 0] }, 1] };
}
