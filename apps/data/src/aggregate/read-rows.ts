import type { Scope } from '@parlance/query';
import { restObject, type ClassSchema, type ReadOptions, type StoredDocument } from '@parlance/values';
import { readAsCaller } from '../find/read-as-caller.ts';
import type { RestJson } from '../find/rest-json.ts';
import type { AggregateReading } from './aggregate-reading.ts';

/** A class without fields: values read under it are read by their own types. */
const UNKNOWN: ClassSchema = { className: '', fields: new Map(), options: new Map() };

/**
 * Rows of a result as answers show them. Fields of objects look as in a find; values that stages have computed are
 * shown as the database has them, with dates as typed JSON; `_id` is objectId.
 *
 * @param scope the kind of documents that came out of the pipeline
 */
export function readRows({ app, schema, identity }: AggregateReading, scope: Scope, rows: readonly Uint8Array[]): Promise<RestJson[]> {
  const documents = rows.map((row) => app.aggregates.decode(row));
  return readAsCaller(app, schema, identity, undefined, (known, { alike }) =>
    documents.map((document) => (scope.schema === undefined ? madeRow(document, scope, alike) : objectRow(document, known, scope, alike))),
  );
}

/** A document that stages have made. */
function madeRow(document: StoredDocument, { idTarget }: Scope, options: ReadOptions): RestJson {
  const { _id: id, ...row } = computedValue(document, options) as RestJson;
  if (id === undefined) return row;
  return { ...row, objectId: idTarget === undefined ? id : idOf(id, idTarget) };
}

/** An object of the class, with members that stages have added or written over. */
function objectRow(document: StoredDocument, schema: ClassSchema, { computed }: Scope, options: ReadOptions): RestJson {
  const own: Record<string, unknown> = {};
  const added: RestJson = {};
  for (const [member, value] of Object.entries(document)) {
    if (!computed.has(member)) own[member] = value;
    else added[member === '_id' ? 'objectId' : member] = computedValue(value, options);
  }
  return { ...restObject(own, schema, options), ...added };
}

function computedValue(value: unknown, { fileUrl }: ReadOptions): unknown {
  return restObject({ value }, UNKNOWN, { fileUrl })['value'];
}

/** Objects grouped by a pointer show the id alone. */
function idOf(id: unknown, target: string): unknown {
  return typeof id === 'string' && id.startsWith(`${target}$`) ? id.slice(target.length + 1) : id;
}
