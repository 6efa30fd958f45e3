import type { Access } from '@parlance/acl';
import { Gatherer } from '@parlance/cache';
import { deserialize } from '@parlance/mongo';
import type { StoredDocument } from '@parlance/values';
import { documentId } from './mongo-document-id.ts';
import type { ObjectQuery } from './object.store.ts';

/** Whole objects by their ids, for a caller of some access. */
export interface PointRead {
  /** Each once. */
  readonly objectIds: readonly string[];
  readonly access: Access;
  readonly timeMsMax: number;
}

/** Reads documents of a class by `_id`, narrowed by `access`, as BSON. */
export type ReadByIds = (className: string, ids: readonly string[], access: Access, timeMsMax: number) => Promise<Uint8Array[]>;

/** From here on a read is so large that it gains nothing by company, and would keep the others waiting. */
const IDS_MAX = 100;

/**
 * Reads objects of known ids, be it that somebody gets one or that pointers are included, with one query for each class and access in
 * one turn of the event loop. The access is part of the key that gathers them, and so of the query's filter: nobody's objects are read for
 * anybody else.
 */
export class PointReads {
  readonly #read: ReadByIds;
  readonly #gatherer: Gatherer<PointRead, StoredDocument[]>;

  constructor(read: ReadByIds) {
    this.#read = read;
    this.#gatherer = new Gatherer((key, reads) => this.#readGroup(JSON.parse(key) as [string, Access], reads));
  }

  /** @returns those that exist and can be reached, in the database's order; each asker gets its own documents, which it may change */
  get(className: string, read: PointRead): Promise<StoredDocument[]> {
    return this.#gatherer.add(JSON.stringify([className, read.access]), read);
  }

  async #readGroup([className, access]: [string, Access], reads: readonly PointRead[]): Promise<StoredDocument[][]> {
    // The longest time of the group: askers that have less of it are answered by their own deadline.
    const timeMsMax = reads.reduce((most, read) => Math.max(most, read.timeMsMax), 0);
    const ids = new Set(reads.flatMap(({ objectIds }) => objectIds));
    const documents = await this.#read(className, [...ids], access, timeMsMax);
    if (reads.length === 1) return [documents.map((document) => deserialize(document))];
    const places = new Map(documents.map((document, place) => [documentId(document), place]));
    return reads.map(({ objectIds }) => placesOf(objectIds, places).map((place) => deserialize(documents[place] as Uint8Array)));
  }
}

function placesOf(objectIds: readonly string[], places: ReadonlyMap<string, number>): number[] {
  return objectIds.flatMap((objectId) => places.get(objectId) ?? []).sort((one, other) => one - other);
}

/**
 * The ids a query asks for, when it asks for whole objects by their ids and for nothing else; undefined otherwise. An order, a hint, a
 * selection or a member to read from make a query of its own.
 */
export function pointsOf(query: ObjectQuery): readonly string[] | undefined {
  const { limit, skip, keys, excludeKeys, hint, comment, readPreference } = query;
  if (skip > 0 || keys !== undefined || (excludeKeys !== undefined && excludeKeys.length > 0)) return undefined;
  if (hint !== undefined || comment !== undefined || readPreference !== undefined) return undefined;
  const ids = namedIds(query);
  return ids !== undefined && ids.length > 0 && ids.length <= Math.min(limit, IDS_MAX) ? ids : undefined;
}

function namedIds({ condition, order }: ObjectQuery): readonly string[] | undefined {
  if (condition.kind === 'eq' && condition.field === 'objectId' && typeof condition.operand === 'string') return [condition.operand];
  if (condition.kind !== 'in' || condition.field !== 'objectId' || order.length > 0) return undefined;
  return condition.operands.every((operand) => typeof operand === 'string') ? [...new Set(condition.operands)] : undefined;
}
