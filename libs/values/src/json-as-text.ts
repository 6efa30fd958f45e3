/**
 * JSON as JavaScript turns it into a string: `5,7`, `[object Object]`, without asking the value itself: a member `toString` from outside is
 * no function.
 */
export function jsonAsText(json: unknown): string {
  if (Array.isArray(json)) return json.map((item: unknown) => (item === null || item === undefined ? '' : jsonAsText(item))).join(',');
  return typeof json === 'object' && json !== null ? '[object Object]' : String(json);
}

/** A stored `_id` as `objectId`. Adopted documents have ids of every type: those of the driver's classes say their string themselves. */
export function idAsText(id: unknown): string {
  if (typeof id === 'string') return id;
  const ofADocument = Array.isArray(id) || (typeof id === 'object' && id !== null && Object.getPrototypeOf(id) === Object.prototype);
  return ofADocument ? jsonAsText(id) : String(id);
}
