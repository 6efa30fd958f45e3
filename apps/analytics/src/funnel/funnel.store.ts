import { readFrom, type Document } from '@parlance/mongo';
import { READ_MS_MAX } from '../database/mongo-analytics-database.ts';
import type { EventStore } from '../ingest/event.store.ts';
import type { Filter } from '../query/count-question.ts';
import { matchOf } from '../query/event-counts.store.ts';

export interface Step {
  readonly event: string;
  readonly filters: readonly Filter[];
}

export interface FunnelQuestion {
  readonly app: string;
  readonly by: 'installation' | 'user';
  readonly from: number;
  readonly to: number;
  readonly steps: readonly [Step, Step];
  readonly withinMs: number;
}

export interface FunnelAnswer {
  readonly entered: number;
  readonly converted: number;
}

/** Those who took one step, and another one after it. Counted from single events: exact, and as far back as those are kept. */
export class FunnelStore {
  readonly #events: EventStore;

  constructor(events: EventStore) {
    this.#events = events;
  }

  /** Those count who took the first step between `from` and `to`, by their first time; the second may follow until `withinMs` later. */
  async count({ app, by, from, to, steps, withinMs }: FunnelQuestion): Promise<FunnelAnswer> {
    const [first, ...others] = await this.#events.collections(from, to + withinMs);
    if (first === undefined) return { entered: 0, converted: 0 };
    const actor = by === 'user' ? 'u' : 'i';
    const [enters, converts] = steps;
    const select: Document[] = [
      {
        $match: {
          [actor]: { $exists: true },
          $or: [
            { ...matchOf(app, from, to, enters.filters), n: enters.event },
            { ...matchOf(app, from, to + withinMs, converts.filters), n: converts.event },
          ],
        },
      },
    ];
    const pipeline: Document[] = [
      ...select,
      ...others.map(({ collectionName }) => ({ $unionWith: { coll: collectionName, pipeline: select } })),
      { $set: { enters: isStep(enters, to), converts: isStep(converts, to + withinMs) } },
      {
        $group: {
          _id: `$${actor}`,
          entered: { $min: { $cond: ['$enters', '$t', null] } },
          converted: { $push: { $cond: ['$converts', '$t', '$$REMOVE'] } },
        },
      },
      { $match: { entered: { $ne: null } } },
      { $group: { _id: null, entered: { $sum: 1 }, converted: { $sum: { $cond: [followsWithin(withinMs), 1, 0] } } } },
    ];
    const [counted] = await readFrom(first, 'aggregate', () =>
      first.aggregate<FunnelAnswer>(pipeline, { maxTimeMS: READ_MS_MAX, allowDiskUse: true }).toArray(),
    );
    return { entered: counted?.entered ?? 0, converted: counted?.converted ?? 0 };
  }
}

/** Steps may be of the same event: then each of its filters tells. */
function isStep({ event, filters }: Step, before: number): Document {
  const tests = filters.map(({ dimension, values }): Document => {
    const name = dimension.slice(2);
    if (dimension.startsWith('d.'))
      return { $gt: [{ $size: { $setIntersection: ['$d', { $literal: values.map((value) => [name, value]) }] } }, 0] };
    return { $in: [{ $ifNull: [`$c.${name}`, null] }, { $literal: values }] };
  });
  return { $and: [{ $eq: ['$n', { $literal: event }] }, { $lt: ['$t', new Date(before)] }, ...tests] };
}

function followsWithin(withinMs: number): Document {
  const follows = { $and: [{ $gt: ['$$at', '$entered'] }, { $lte: [{ $subtract: ['$$at', '$entered'] }, withinMs] }] };
  return { $anyElementTrue: { $map: { input: '$converted', as: 'at', in: follows } } };
}
