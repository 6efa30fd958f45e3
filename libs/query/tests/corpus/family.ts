import type { MongoFilter } from '@parlance/query';
import { decodeValue, emptySchema, withFields, type ClassSchema, type FieldType, type ParseDictionary } from '@parlance/values';

/** One `where`, the ids that it finds, and the filter for MongoDB. */
export interface Case {
  /** A sentence, with the contract statement it carries. */
  readonly title: string;
  readonly where: Readonly<Record<string, unknown>>;
  /** Ids of the objects that match, sorted. All others must not. */
  readonly ids: readonly string[];
  readonly filter: MongoFilter;
}

/** The cases of one family of operators, over one class. */
export interface Family {
  readonly schema: ClassSchema;
  readonly objects: readonly ParseDictionary[];
  readonly cases: readonly Case[];
}

const DATES = { createdAt: new Date('2020-01-01T00:00:00.000Z'), updatedAt: new Date('2020-01-01T00:00:00.000Z') };

/** @param objects by id, in REST's JSON; objects without dates of their own get some */
export function family(
  className: string,
  fields: Readonly<Record<string, FieldType>>,
  objects: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  cases: readonly Case[],
): Family {
  return {
    schema: withFields(emptySchema(className), new Map(Object.entries(fields))),
    objects: Object.entries(objects).map(([objectId, object]) => ({ objectId, ...DATES, ...(decodeValue(object) as ParseDictionary) })),
    cases,
  };
}

export const date = (iso: string) => ({ __type: 'Date', iso });
export const pointer = (className: string, objectId: string) => ({ __type: 'Pointer', className, objectId });
export const geoPoint = (latitude: number, longitude: number) => ({ __type: 'GeoPoint', latitude, longitude });
export const file = (name: string, url?: string) => (url === undefined ? { __type: 'File', name } : { __type: 'File', name, url });

/** A filter that no document matches. */
export const NOWHERE: MongoFilter = { _id: { $in: [] } };
