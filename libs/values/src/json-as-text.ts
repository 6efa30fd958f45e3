/**
 * JSON as JavaScript turns it into a string: `5,7`, `[object Object]`, without asking the value itself: a member `toString` from outside is
 * no function.
 */
export function jsonAsText(json: unknown): string {
  if (Array.isArray(json)) return json.map((item: unknown) => (item === null || item === undefined ? '' : jsonAsText(item))).join(',');
  return typeof json === 'object' && json !== null ? '[object Object]' : String(json);
}
