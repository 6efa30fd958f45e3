import { describeClassPermissions } from '@parlance/acl';
import { clientPath, describeField, emptySchema, type ClassSchema } from '@parlance/values';
import type { ClassIndexes } from '../indexes/index-store.ts';

/**
 * A class as the schema API shows it. Beside Parse Server's members: `indexOptions` of indexes that have some, and `indexBuilds` of
 * indexes that are being made (`{"state":"building","percent":42}`) or could not be (`{"state":"failed","error":"…"}`).
 */
export function describeClass(schema: ClassSchema, { indexes, builds }: ClassIndexes): Record<string, unknown> {
  const withOptions = indexes.filter(({ options }) => Object.keys(options).length > 0);
  return {
    className: schema.className,
    fields: describeFields(schema),
    classLevelPermissions: describeClassPermissions(schema.classPermissions),
    ...unlessEmpty('indexes', Object.fromEntries(indexes.map(({ name, key }) => [name, clientKey(key, schema)]))),
    ...unlessEmpty('indexOptions', Object.fromEntries(withOptions.map(({ name, options }) => [name, options]))),
    ...unlessEmpty('indexBuilds', Object.fromEntries(builds.map(({ name, ...build }) => [name, build]))),
  };
}

/** The fields of an index by the names that clients call them by. The id stays the stored one, as every collection has an index on it. */
function clientKey(key: Readonly<Record<string, unknown>>, schema: ClassSchema): Record<string, unknown> {
  return Object.fromEntries(Object.entries(key).map(([path, kind]) => [path === '_id' ? path : clientPath(path, schema), kind]));
}

/** A class of the platform that has no description of its own. */
export function describeVirtualClass(className: string): Record<string, unknown> {
  return { className, fields: describeFields(emptySchema(className)), classLevelPermissions: {} };
}

function describeFields({ fields, options }: ClassSchema): Record<string, unknown> {
  return Object.fromEntries([...fields].map(([name, type]) => [name, describeField(type, options.get(name))]));
}

function unlessEmpty(member: string, value: Record<string, unknown>): Record<string, unknown> {
  return Object.keys(value).length === 0 ? {} : { [member]: value };
}
