/** Written instead of a secret. */
export const REDACTED = '[redacted]';

/** Deeper members and longer lists than these are cut off: a log line tells of an event, it is no dump. */
const DEPTH_MAX = 6;
const ITEMS_MAX = 50;
const CUT = '[cut]';

/**
 * Names of members whose value is never logged, in any spelling of this platform: password, _hashed_password, sessionToken,
 * _perishable_token, X-Parse-Master-Key, masterKey, keys, authData, _auth_data_github, Authorization, cookies.
 */
const SECRET = /passw|token|secret|auth_?data|authori[sz]ation|cookie|credential|(^|[-_])keys?$/i;
const CAMEL_CASE_KEY = /[a-z]Keys?$/;
/** Keys that open nothing. */
const HARMLESS = new Set(['primaryKey', 'uniqueKey', 'shardKey']);

function isSecretName(name: string): boolean {
  return SECRET.test(name) || (CAMEL_CASE_KEY.test(name) && !HARMLESS.has(name));
}

/**
 * A copy of `fields` without the values of secret members, at any depth.
 *
 * @param describe how errors are written: their own members hold documents and commands
 */
export function redactFields(fields: object, describe: (error: Error) => object): Record<string, unknown> {
  return redactMembers(fields, 1, describe);
}

type Describe = (error: Error) => object;

function redactMembers(fields: object, depth: number, describe: Describe): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) shown[name] = isSecretName(name) ? REDACTED : redactValue(value, depth, describe);
  return shown;
}

function redactValue(value: unknown, depth: number, describe: Describe): unknown {
  if (typeof value === 'string') return withoutCredentials(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describe(value);
  if (value instanceof Date) return value.toJSON();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= DEPTH_MAX) return CUT;
  if (!Array.isArray(value)) return redactMembers(value, depth + 1, describe);
  const shown = value.slice(0, ITEMS_MAX).map((item) => redactValue(item, depth + 1, describe));
  return value.length > ITEMS_MAX ? [...shown, CUT] : shown;
}

/** Takes user names and passwords out of addresses within a string: `mongodb://user:pass@host` becomes `mongodb://host`. */
export function withoutCredentials(text: string): string {
  return text.includes('://') ? text.replace(/:\/\/[^\s/?#]*@/g, '://') : text;
}
