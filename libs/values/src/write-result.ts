import { fieldOf } from './field-path.ts';
import type { Json } from './json.ts';
import type { ReadableDocument, ReadOptions } from './read-document.ts';
import { restObject, type RestObject } from './rest-object.ts';
import type { ClassSchema } from './schema.ts';
import type { ObjectWrite } from './write.ts';

/** True when an answer to the write holds more than its dates: Increment, Add, AddUnique or Remove changed something. */
export function hasComputedFields(write: ObjectWrite): boolean {
  for (const change of write.changes.values()) if (isComputed(change.kind)) return true;
  return false;
}

/**
 * The part of a write that its client cannot know: the values that Increment, Add, AddUnique and Remove made. Those inside dictionaries
 * come nested, `{"stats":{"wins":6}}`; of a list that was changed at a place the whole list comes.
 *
 * @param document the object as stored after the write; of other members it may be a projection
 */
export function writeResult(document: ReadableDocument, schema: ClassSchema, write: ObjectWrite, options: ReadOptions): RestObject {
  const result: RestObject = {};
  if (!hasComputedFields(write)) return result;
  const object = restObject(document, schema, options);
  for (const [path, change] of write.changes) {
    if (isComputed(change.kind)) copyPath(object, result, path);
  }
  return result;
}

function isComputed(kind: string): boolean {
  return kind === 'increment' || kind === 'add' || kind === 'addUnique' || kind === 'remove';
}

function copyPath(object: RestObject, result: RestObject, path: string): void {
  const segments = path.split('.');
  let from: RestObject = object;
  let to = result;
  for (const segment of segments.slice(0, -1)) {
    const inside = from[segment];
    if (inside === null || typeof inside !== 'object' || Array.isArray(inside)) {
      if (inside !== undefined) to[segment] = inside;
      return;
    }
    to = ownDictionary(to, segment);
    from = inside as RestObject;
  }
  const last = segments[segments.length - 1] ?? fieldOf(path);
  const value = from[last];
  if (value !== undefined) to[last] = value;
}

function ownDictionary(parent: RestObject, key: string): RestObject {
  const known = parent[key];
  if (known !== null && typeof known === 'object' && !Array.isArray(known)) return known as RestObject;
  const created: Record<string, Json> = {};
  parent[key] = created;
  return created;
}
