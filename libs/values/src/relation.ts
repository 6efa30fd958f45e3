import { ParseError } from '@parlance/errors';
import { JOIN_PREFIX } from '@parlance/platform-classes';
import type { JsonObject, UnknownObject } from './json.ts';
import { isClassName } from './names.ts';

/** The stub an owner shows for a relation field; its members live in the join collection, nothing in the owner's document. */
export class Relation {
  readonly className: string;
  constructor(className: string) {
    this.className = className;
  }
}

/** @throws IncorrectType (111) without a usable className */
export function relationFromJson(json: UnknownObject): Relation {
  if (!isClassName(json['className'])) throw new ParseError('IncorrectType', 'This is not a valid Relation');
  return new Relation(json['className']);
}

export function relationToJson(className: string): JsonObject {
  return { __type: 'Relation', className };
}

/** Collection of a relation's members: documents of `owningId` and `relatedId`, one per pair. */
export function joinCollection(className: string, field: string): string {
  return `${JOIN_PREFIX}${field}:${className}`;
}
