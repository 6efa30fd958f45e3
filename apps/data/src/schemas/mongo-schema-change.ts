import { fieldTypeText, schemaMembers, storedOptions, type FieldType } from '@parlance/values';
import { removalOf, removedMember } from '../removals/mongo-removed-fields.ts';
import type { SchemaChange } from './schema.store.ts';

export interface ConditionalUpdate {
  readonly filter: Record<string, unknown>;
  readonly update: Record<string, Record<string, unknown>>;
}

const GEO_POINT = fieldTypeText({ type: 'GeoPoint' });

/** Matches a class unless it is being dropped. A drop whose time is over was broken off, and the class is still there. */
export function existing(className: string): Record<string, unknown> {
  return { _id: className, '_metadata.dropping.until': { $not: { $gt: new Date() } } };
}

/**
 * Each new field is absent (null in the list matches that) or has the same type already, and no values of an older field of its name are
 * left; and a class has one GeoPoint field at most.
 */
export function additionOf(className: string, fields: ReadonlyMap<string, FieldType>, gone: Iterable<string> = []): ConditionalUpdate {
  const texts = schemaMembers(fields);
  const filter = existing(className);
  for (const [field, text] of Object.entries(texts)) {
    filter[field] = { $in: [null, text] };
    filter[removedMember(field)] = null;
    if (text === GEO_POINT) filter['$expr'] = noGeoPointBut([field, ...gone]);
  }
  return { filter, update: Object.keys(texts).length === 0 ? {} : { $set: texts } };
}

/** A whole change as one update of the class's document. */
export function updateOf(className: string, { removed, added, options, classPermissions, remover }: SchemaChange): ConditionalUpdate {
  const { filter, update } = additionOf(className, added, removed.keys());
  const $set: Record<string, unknown> = { ...update['$set'] };
  const $unset: Record<string, unknown> = {};
  for (const [field, type] of removed) {
    filter[field] = { $in: textsOf(type) };
    $set[removedMember(field)] = removalOf(type, remover);
    $unset[field] = '';
    $unset[optionsMember(field)] = '';
  }
  for (const [field, option] of options) {
    if (option === undefined) $unset[optionsMember(field)] = '';
    else $set[optionsMember(field)] = storedOptions(option);
    if (!added.has(field)) filter[field] ??= { $exists: true };
  }
  if (classPermissions === 'public') $unset['_metadata.class_permissions'] = '';
  else if (classPermissions !== undefined) $set['_metadata.class_permissions'] = classPermissions;
  return { filter, update: { ...(isEmpty($set) ? {} : { $set }), ...(isEmpty($unset) ? {} : { $unset }) } };
}

function optionsMember(field: string): string {
  return `_metadata.fields_options.${field}`;
}

/** Old databases say `map` for an object. */
function textsOf(type: FieldType): readonly string[] {
  return type.type === 'Object' ? ['object', 'map'] : [fieldTypeText(type)];
}

function noGeoPointBut(fields: readonly string[]): object {
  const others = {
    $filter: {
      input: { $objectToArray: '$$ROOT' },
      cond: { $and: [{ $eq: ['$$this.v', GEO_POINT] }, { $not: { $in: ['$$this.k', { $literal: fields }] } }] },
    },
  };
  return { $eq: [{ $size: others }, 0] };
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}
