import type { Access } from '@parlance/acl';
import type { StoredDocument } from '@parlance/values';
import { Gatherer } from './gather.ts';
import type { ObjectQuery } from './object.store.ts';

/** One whole object by its id, for a caller of some access. */
export interface PointRead {
  readonly objectId: string;
  readonly access: Access;
  readonly timeMsMax: number;
}

/** Reads documents of a class by `_id`, narrowed by `access`. */
export type ReadByIds = (className: string, ids: readonly string[], access: Access, timeMsMax: number) => Promise<StoredDocument[]>;

/**
 * Reads single objects that are asked for in one turn of the event loop with one query for each class and access. The access is part
 * of what gathers them, and so of the query's filter: nobody's objects are read for anybody else.
 */
export class PointReads {
  readonly #read: ReadByIds;
  readonly #gatherer: Gatherer<PointRead, StoredDocument | undefined>;

  constructor(read: ReadByIds) {
    this.#read = read;
    this.#gatherer = new Gatherer((key, reads) => this.#readGroup(JSON.parse(key) as [string, Access], reads));
  }

  get(className: string, read: PointRead): Promise<StoredDocument | undefined> {
    return this.#gatherer.add(JSON.stringify([className, read.access]), read);
  }

  async #readGroup([className, access]: [string, Access], reads: readonly PointRead[]): Promise<(StoredDocument | undefined)[]> {
    // The longest time of the group: whoever has less of it is answered by his own deadline.
    const timeMsMax = reads.reduce((most, read) => Math.max(most, read.timeMsMax), 0);
    const firstAt = new Map<string, number>();
    reads.forEach(({ objectId }, at) => firstAt.has(objectId) || firstAt.set(objectId, at));
    const together = this.#read(className, [...firstAt.keys()], access, timeMsMax).then(byId);
    return Promise.all(
      reads.map(async ({ objectId }, at) => {
        if (firstAt.get(objectId) === at) return (await together).get(objectId);
        // Answers share parts of the documents they are made from, so that each asker needs a document of his own.
        const [own] = await this.#read(className, [objectId], access, timeMsMax);
        return own;
      }),
    );
  }
}

function byId(documents: readonly StoredDocument[]): ReadonlyMap<unknown, StoredDocument> {
  return new Map(documents.map((document) => [document['_id'], document]));
}

/**
 * The id a query asks for, when it asks for one whole object by its id and for nothing else; undefined otherwise. An order, a hint, a
 * selection or a member to read from make a query of its own.
 */
export function pointOf(query: ObjectQuery): string | undefined {
  const { condition, limit, skip, keys, excludeKeys, hint, comment, readPreference } = query;
  if (condition.kind !== 'eq' || condition.field !== 'objectId' || typeof condition.operand !== 'string') return undefined;
  const plain = limit > 0 && skip === 0 && keys === undefined && (excludeKeys === undefined || excludeKeys.length === 0);
  return plain && hint === undefined && comment === undefined && readPreference === undefined ? condition.operand : undefined;
}
