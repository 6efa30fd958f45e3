/** Words of a validator, with the types that Parse Server accepts; `any` accepts all. */
const VALIDATOR_KEYS: Readonly<Record<string, readonly string[]>> = {
  requireUser: ['boolean'],
  requireAnyUserRoles: ['array', 'function'],
  requireAllUserRoles: ['array', 'function'],
  requireMaster: ['boolean'],
  validateMasterKey: ['boolean'],
  skipWithMasterKey: ['boolean'],
  requireUserKeys: ['array', 'object'],
  fields: ['array', 'object'],
  rateLimit: ['object'],
};

/** Words of one field in `fields` and `requireUserKeys`. */
const FIELD_KEYS: Readonly<Record<string, readonly string[]>> = {
  type: ['any'],
  constant: ['boolean'],
  default: ['any'],
  options: ['array', 'function', 'any'],
  required: ['boolean'],
  error: ['string'],
};

/**
 * Refuses a validator with unknown words or values of a wrong type, when it is defined.
 *
 * @throws Error with the text of Parse Server
 */
export function checkValidator(validator: unknown): void {
  if (!validator || typeof validator !== 'object') return;
  for (const [key, value] of Object.entries(validator)) {
    checkKey(key, VALIDATOR_KEYS, value);
    if ((key === 'fields' || key === 'requireUserKeys') && !Array.isArray(value)) checkFields(value as Record<string, unknown>);
  }
}

function checkFields(fields: Readonly<Record<string, unknown>>): void {
  for (const field of Object.values(fields)) {
    // A string has the numbers of its letters for names, and is refused by them, as in Parse Server.
    for (const [key, value] of Object.entries(Object(field) as object)) checkKey(key, FIELD_KEYS, value);
  }
}

function checkKey(key: string, table: Readonly<Record<string, readonly string[]>>, value: unknown): void {
  const types = Object.hasOwn(table, key) ? table[key] : undefined;
  if (types === undefined) throw new Error(`${key} is not a supported parameter for Cloud Function validations.`);
  const type = Array.isArray(value) ? 'array' : typeof value;
  if (types.includes(type) || types.includes('any')) return;
  throw new Error(`Invalid type for Cloud Function validation key ${key}. Expected ${types.join('|')}, actual ${type}`);
}
