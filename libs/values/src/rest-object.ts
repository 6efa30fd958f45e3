import { aclFromStored } from './acl-form.ts';
import type { Json } from './json.ts';
import { JSON_FORM } from './json-form.ts';
import { readDocument, type ReadableDocument, type ReadOptions } from './read-document.ts';
import type { ClassSchema } from './schema.ts';
import { VALUE_FORM } from './value-form.ts';
import type { ParseDictionary, ParseValue } from './value.ts';

/** An object as answers show it, ready for JSON.stringify. The caller owns it; parts of it may be shared with the document. */
export type RestObject = Record<string, Json>;

/**
 * A stored document as a client sees it: createdAt and updatedAt as strings, typed values as typed JSON, files with their url, a stub
 * for each relation of the class, ACL where one is stored, nothing internal.
 */
export function restObject(document: ReadableDocument, schema: ClassSchema, options: ReadOptions): RestObject {
  const { object, readers, writers } = readDocument(document, schema, JSON_FORM, options);
  const acl = aclFromStored(readers, writers);
  if (acl !== undefined && options.omit?.has('ACL') !== true) object['ACL'] = acl;
  if (options.internal === true) {
    if (readers !== undefined) object['_rperm'] = readers as Json;
    if (writers !== undefined) object['_wperm'] = writers as Json;
  }
  return object;
}

/**
 * A stored document as conditions see it: the same fields as in restObject as Parse values, createdAt and updatedAt as Dates, and the
 * stored lists `_rperm` and `_wperm` in place of the ACL. Meant for matching only; it must not become an answer.
 */
export function decodeDocument(document: ReadableDocument, schema: ClassSchema): ParseDictionary {
  const { object, readers, writers } = readDocument(document, schema, VALUE_FORM, {});
  if (readers !== undefined) object['_rperm'] = readers as ParseValue;
  if (writers !== undefined) object['_wperm'] = writers as ParseValue;
  return object;
}
