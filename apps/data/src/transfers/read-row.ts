import { ParseError } from '@parlance/errors';
import { AUTH_DATA_PREFIX, SECOND_FACTOR_PROVIDER, USER } from '@parlance/platform-classes';
import { decodeWrite, isObject, shown, type ObjectWrite, type UnknownObject, type WriteOptions } from '@parlance/values';

/** How rows of an import become objects. */
export interface RowRules {
  readonly className: string;
  /** The row is of an export of ours: hard newlines and ids of any form are taken. */
  readonly exact: boolean;
  /** Letters and digits of an objectId, where the app does not let its clients choose any. */
  readonly idLength: number;
  readonly anyId: boolean;
  readonly write: Pick<WriteOptions, 'classicLimits' | 'limits' | 'schema'>;
}

/** The contract's length of an objectId, which every app takes. */
const CLASSIC_ID = /^[A-Za-z0-9]{10}$/;
const ALPHANUMERIC = /^[A-Za-z0-9]+$/;
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;
const TIMES = ['createdAt', 'updatedAt'] as const;
/** Modular-crypt bcrypt: a cost that a log-in can bear, a salt, a hash. */
const BCRYPT = /^\$2[abxy]\$(?:0[4-9]|1[0-6])\$[./A-Za-z0-9]{53}$/;
const REVOCABLE = /^r:/;
const LEGACY_TOKEN_LENGTH_MAX = 256;

/**
 * One row of an import as the write of an object. Nothing about the row is trusted.
 *
 * @throws ParseError for a row that fails: InvalidJson (107), InvalidFieldName (105), MissingObjectId (104), IncorrectType (111), InvalidNestedKey (121),
 *   and those of decodeWrite
 */
export function readRow(row: unknown, rules: RowRules): ObjectWrite {
  if (!isObject(row)) throw new ParseError('InvalidJson', 'A row has to be a JSON object.');
  const { className, exact, write } = rules;
  for (const name of Object.keys(row))
    if (name.startsWith('_')) throw new ParseError('InvalidFieldName', `Invalid field name: ${shown(name)}.`);
  if (row['objectId'] !== undefined) assertId(row['objectId'], rules);
  for (const name of TIMES) if (row[name] !== undefined) assertTime(row[name], name);
  const members = className === USER ? userMembers(row) : row;
  const read = decodeWrite(members, 'create', { ...write, maintenance: true, allowCustomObjectId: true });
  for (const [name, change] of read.changes) {
    const isValue = change.kind === 'set' || (change.kind === 'relate' && change.add.length + change.remove.length === 0);
    if (!isValue) throw new ParseError('IncorrectType', `${name} is an operation: rows hold values.`);
  }
  // Behind the limits on depth.
  if (!exact) assertNoNewline(members);
  return read;
}

/** @throws MissingObjectId (104) */
function assertId(id: unknown, { exact, idLength, anyId }: RowRules): void {
  if (exact || anyId) return; // decodeWrite looks at ids of any form
  if (typeof id === 'string' && (CLASSIC_ID.test(id) || (id.length === idLength && ALPHANUMERIC.test(id)))) return;
  throw new ParseError('MissingObjectId', `An objectId of an import has 10 letters or digits, and ${shown(id)} has not.`);
}

/** @throws IncorrectType (111) */
function assertTime(time: unknown, name: string): void {
  const text = isObject(time) && time['__type'] === 'Date' ? time['iso'] : time;
  if (typeof text === 'string' && UTC_TIME.test(text)) return; // decodeWrite looks whether there is such a day
  throw new ParseError(
    'IncorrectType',
    `${name} has to be a time in UTC by ISO 8601, as 2015-06-30T12:00:00.000Z, and ${shown(text)} is not.`,
  );
}

/** Keys are names and paths; a hard newline in one is refused with those. @throws IncorrectType (111) */
function assertNoNewline(members: UnknownObject): void {
  for (const [name, value] of Object.entries(members)) {
    if (holdsNewline(value)) throw new ParseError('IncorrectType', `${name} has a hard newline, which no value of an import may have.`);
  }
}

function holdsNewline(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\n');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => key.includes('\n') || holdsNewline(inner));
}

/** The members of a user by their stored names. @throws InvalidFieldName (105), IncorrectType (111), MissingRequiredField (135) */
function userMembers(row: UnknownObject): UnknownObject {
  const { bcryptPassword, sessionToken, authData, password, ...members } = row;
  if (password !== undefined) throw new ParseError('InvalidFieldName', 'A password is imported as bcryptPassword, and never in clear.');
  if (typeof members['username'] !== 'string' || members['username'] === '') {
    throw new ParseError('MissingRequiredField', 'A user has to have a username.');
  }
  return { ...members, ...hashOf(bcryptPassword), ...tokenOf(sessionToken), ...accountsOf(authData) };
}

function hashOf(hash: unknown): UnknownObject {
  if (hash === undefined || hash === null) return {};
  if (typeof hash === 'string' && BCRYPT.test(hash)) return { _hashed_password: hash };
  throw new ParseError(
    'IncorrectType',
    'bcryptPassword has to be a bcrypt hash, as $2a$10$ with 53 characters behind it, of a cost of 4 to 16.',
  );
}

function tokenOf(token: unknown): UnknownObject {
  if (token === undefined || token === null) return {};
  if (typeof token === 'string' && token !== '' && token.length <= LEGACY_TOKEN_LENGTH_MAX && !REVOCABLE.test(token)) {
    return { _session_token: token };
  }
  throw new ParseError('IncorrectType', 'sessionToken has to be a token from before revocable sessions.');
}

function accountsOf(authData: unknown): UnknownObject {
  if (authData === undefined || authData === null) return {};
  if (!isObject(authData)) throw new ParseError('IncorrectType', 'authData has to be an object.');
  const accounts = Object.entries(authData).filter(([provider, data]) => provider !== SECOND_FACTOR_PROVIDER && data !== null);
  return Object.fromEntries(accounts.map(([provider, data]) => [`${AUTH_DATA_PREFIX}${provider}`, data]));
}
