import { ParseError } from '@parlance/errors';
import type { JsonObject, UnknownObject } from './json.ts';
import { isClassName, isObjectId } from './names.ts';

/** A reference to an object by class and id; whether the object exists is never checked. */
export class Pointer {
  readonly className: string;
  readonly objectId: string;
  constructor(className: string, objectId: string) {
    this.className = className;
    this.objectId = objectId;
  }
}

/** Prefix of the document member that holds a pointer field: `owner` is stored as `_p_owner`. */
export const POINTER_PREFIX = '_p_';

/** @throws InvalidPointer (106) when className or objectId is absent or unusable */
export function pointerFromJson(json: UnknownObject): Pointer {
  const { className, objectId } = json;
  if (!isClassName(className) || !isObjectId(objectId)) throw new ParseError('InvalidPointer', 'This is not a valid Pointer');
  return new Pointer(className, objectId);
}

/** JSON form, which is also the stored form inside arrays and dictionaries. */
export function pointerToJson(className: string, objectId: string): JsonObject {
  return { __type: 'Pointer', className, objectId };
}

/** Stored form of a pointer field: `Team$4AV0K9CdLp`. A class name holds no `$`; an id may. */
export function pointerToStored(pointer: Pointer): string {
  return `${pointer.className}$${pointer.objectId}`;
}

/** Undefined for anything that is not the string of a pointer, such as null. */
export function pointerFromStored(stored: unknown): Pointer | undefined {
  if (typeof stored !== 'string') return undefined;
  const at = stored.indexOf('$');
  if (at < 1 || at === stored.length - 1) return undefined;
  return new Pointer(stored.slice(0, at), stored.slice(at + 1));
}
