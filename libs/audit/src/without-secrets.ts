/** Names of members that hold secrets, whatever their place. */
const SECRET_NAMES = /password|passcode|secret|token|credential|private.?key|api.?key|webhook.?key|master.?key|authdata|^keys?$|_hashed/i;
const DEPTH_MAX = 20;
/** Longer strings are cut: an entry of the audit is no place for files. */
const TEXT_MAX = 1_000;
const ITEMS_MAX = 200;

const DEFINITION_MEMBERS: ReadonlySet<string> = new Set(['type', 'required', 'targetClass']);

const HIDDEN = Object.freeze({ isSet: true });

/**
 * A copy of JSON for people who may know of a change, and not of secrets in it: members whose names say that they are secret are
 * `{"isSet": true}`, credentials in addresses are gone, and long texts and lists are cut.
 */
export function withoutSecrets(json: unknown, depth = 0): unknown {
  if (typeof json === 'string') return shortened(withoutCredentials(json));
  if (typeof json !== 'object' || json === null) return json;
  if (depth >= DEPTH_MAX) return '…';
  if (Array.isArray(json)) {
    const items = json.slice(0, ITEMS_MAX).map((item) => withoutSecrets(item, depth + 1));
    return json.length > ITEMS_MAX ? [...items, `… ${json.length - ITEMS_MAX} more`] : items;
  }
  const members = Object.entries(json).map(
    ([name, value]) => [name, isSecret(name, value) ? HIDDEN : withoutSecrets(value, depth + 1)] as const,
  );
  return Object.fromEntries(members);
}

/** A flag or a number is no secret, whatever its name: `"tokenLength": 3`. */
function isSecret(name: string, value: unknown): boolean {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return false;
  return SECRET_NAMES.test(name) && !isFieldDefinition(value);
}

/** A field of a class may be called `password`: its type is none. */
function isFieldDefinition(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && Object.keys(value).every((name) => DEFINITION_MEMBERS.has(name));
}

function withoutCredentials(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@]+@/gi, '$1…@');
}

function shortened(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}… (${text.length} characters)` : text;
}
