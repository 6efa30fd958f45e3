/** An object of an answer while it is being put together: libs/values made it, including pointers changes it, then it is printed. */
export type RestJson = Record<string, unknown>;

/** A pointer as answers show it. */
export interface PointerJson {
  readonly __type: 'Pointer';
  readonly className: string;
  readonly objectId: string;
}

export function isPointerJson(value: unknown): value is PointerJson {
  return (
    isDictionary(value) && value['__type'] === 'Pointer' && typeof value['className'] === 'string' && typeof value['objectId'] === 'string'
  );
}

/** True for dictionaries and for typed values, which are dictionaries with a `__type`. */
export function isDictionary(value: unknown): value is RestJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
