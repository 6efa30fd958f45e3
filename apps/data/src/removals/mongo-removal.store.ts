import { readFrom, writeTo, type Collection } from '@parlance/mongo';
import { SCHEMA_COLLECTION } from '@parlance/platform-classes';
import { isObject, REMOVED_FIELDS } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { RemovedField } from '../schemas/class-storage.ts';
import { leaseEnd, removedMember } from './mongo-removed-fields.ts';
import { existing } from '../schemas/mongo-schema-change.ts';
import type { SchemaDocument } from '../schemas/mongo-schema.store.ts';
import type { RemovalStore } from './removal.store.ts';

type Filter = Record<string, unknown>;
type Update = Record<string, Record<string, unknown>>;

const DROPPING = '_metadata.dropping';

/**
 * Removals in `_SCHEMA` itself, since the fields they forbid must be checked by the same update that adds a field:
 * `_metadata.removed_fields` holds `{type, worker, until}` by field, `_metadata.dropping` holds `{worker, until}`.
 * Parse Server leaves both alone.
 */
export class MongoRemovalStore implements RemovalStore {
  readonly #schemas: Collection<SchemaDocument>;

  constructor(database: MongoAppDatabase) {
    this.#schemas = database.collection<SchemaDocument>(SCHEMA_COLLECTION);
  }

  async claim(className: string, worker: string): Promise<readonly RemovedField[]> {
    for (const { field, until } of await this.#removals(className)) {
      if (until > new Date()) continue;
      const filter = { _id: className, [`${removedMember(field)}.until`]: until };
      await this.#update(filter, { $set: workOf(worker, [field]) });
    }
    const removals = await this.#removals(className);
    return removals.filter((removal) => removal.worker === worker);
  }

  renew(className: string, worker: string, fields: readonly RemovedField[]): Promise<boolean> {
    const names = fields.map(({ field }) => field);
    return this.#update({ _id: className, ...ownedBy(worker, names) }, { $set: workOf(worker, names) });
  }

  async end(className: string, worker: string, fields: readonly RemovedField[]): Promise<void> {
    const names = fields.map(({ field }) => field);
    const $unset = Object.fromEntries(names.map((name) => [removedMember(name), '']));
    const ended = await this.#update({ _id: className, ...ownedBy(worker, names) }, { $unset });
    if (ended)
      await this.#update({ _id: className, [`_metadata.${REMOVED_FIELDS}`]: {} }, { $unset: { [`_metadata.${REMOVED_FIELDS}`]: '' } });
  }

  beginDrop(className: string, worker: string): Promise<boolean> {
    return this.#update(existing(className), { $set: { [DROPPING]: { worker, until: leaseEnd() } } });
  }

  renewDrop(className: string, worker: string): Promise<boolean> {
    const filter = { _id: className, [`${DROPPING}.worker`]: worker, [`${DROPPING}.until`]: { $gt: new Date() } };
    return this.#update(filter, { $set: { [`${DROPPING}.until`]: leaseEnd() } });
  }

  async endDrop(className: string, worker: string): Promise<void> {
    const filter: Filter = { _id: className, [`${DROPPING}.worker`]: worker };
    await writeTo(this.#schemas, 'delete', () => this.#schemas.deleteOne(filter));
  }

  async cancelDrop(className: string, worker: string): Promise<void> {
    await this.#update({ _id: className, [`${DROPPING}.worker`]: worker }, { $unset: { [DROPPING]: '' } });
  }

  async #removals(className: string): Promise<readonly Removal[]> {
    const document = await readFrom(this.#schemas, 'find', () => this.#schemas.findOne({ _id: className }));
    const metadata: unknown = document?.['_metadata'];
    const stored = isObject(metadata) ? metadata[REMOVED_FIELDS] : undefined;
    return isObject(stored) ? Object.entries(stored).flatMap(([field, removal]) => removalFrom(field, removal)) : [];
  }
  async #update(filter: Filter, update: Update): Promise<boolean> {
    const { matchedCount } = await writeTo(this.#schemas, 'update', () => this.#schemas.updateOne(filter, update));
    return matchedCount > 0;
  }
}

interface Removal extends RemovedField {
  readonly worker: unknown;
  readonly until: Date;
}

function removalFrom(field: string, removal: unknown): readonly Removal[] {
  if (!isObject(removal) || !(removal['until'] instanceof Date)) return [];
  const isRelation = String(removal['type']).startsWith('relation<');
  return [{ field, isRelation, worker: removal['worker'], until: removal['until'] }];
}

function workOf(worker: string, names: readonly string[]): Record<string, unknown> {
  const until = leaseEnd();
  const work: Record<string, unknown> = {};
  for (const name of names) {
    work[`${removedMember(name)}.worker`] = worker;
    work[`${removedMember(name)}.until`] = until;
  }
  return work;
}

function ownedBy(worker: string, names: readonly string[]): Filter {
  return Object.fromEntries(names.map((name) => [`${removedMember(name)}.worker`, worker]));
}
