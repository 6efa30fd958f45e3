import { ParseError } from '@parlance/errors';
import { assertBodyLimits } from '@parlance/values';
import { malformed } from './refusals.ts';

const MEMBERS_MAX = 50;
/** Longest string of credentials: identity tokens with many claims have some thousand signs. */
const TEXT_LENGTH_MAX = 16_384;
const ID_LENGTH_MAX = 512;

/**
 * A client's word on one service, `authData.<provider>`: an object whose members are read one by one, as strings.
 *
 * Every value that identifies a user comes through here, so no operator, number or list gets into a look-up.
 */
export class Credentials {
  readonly provider: string;
  readonly #members: Readonly<Record<string, unknown>>;

  /** @throws ParseError InvalidJson (107), InvalidAuthData (253) for a value that is no object, or a large one */
  constructor(provider: string, json: unknown) {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) throw malformed(`authData.${provider} should be an object.`);
    if (Object.keys(json).length > MEMBERS_MAX) throw malformed(`authData.${provider} has too many members.`);
    this.provider = provider;
    this.#members = json as Record<string, unknown>;
  }

  /** A member, undefined when it is left out, null or empty. @throws ParseError InvalidJson (107), InvalidAuthData (253) for a value that is no string */
  text(name: string): string | undefined {
    const value = Object.hasOwn(this.#members, name) ? this.#members[name] : undefined;
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') throw malformed(`authData.${this.provider}.${name} should be a string.`);
    if (!value.isWellFormed()) throw new ParseError('InvalidJson', 'A string is not valid Unicode.');
    if (value.length > TEXT_LENGTH_MAX) throw malformed(`authData.${this.provider}.${name} is too long.`);
    return value;
  }

  /** The claimed account, where the client names one. */
  claimedId(): string | undefined {
    const stated: unknown = Object.hasOwn(this.#members, 'id') ? this.#members['id'] : undefined;
    if (stated && typeof stated !== 'string') {
      throw new ParseError('MissingUserId', `Invalid authData id for provider '${this.provider}'.`);
    }
    const id = this.text('id');
    if (id !== undefined && (id.length > ID_LENGTH_MAX || id.includes('\0'))) throw malformed(`authData.${this.provider}.id is no id.`);
    return id;
  }

  /** The claimed account. @throws ParseError LinkedIdMissing (250) */
  id(): string {
    const id = this.claimedId();
    if (id === undefined) throw new ParseError('LinkedIdMissing', `authData.${this.provider} has no id.`);
    return id;
  }

  /** All members as they were sent, for code of the app. @throws ParseError InvalidJson (107), InvalidFieldName (105), InvalidNestedKey (121) */
  all(): Readonly<Record<string, unknown>> {
    assertBodyLimits({ [this.provider]: this.#members });
    return this.#members;
  }

  /** The members that were sent, without `omitted`, and with `added`: plain values and lists of them, which are all that services need. */
  data(omitted: readonly string[] = [], added: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
    const kept = Object.entries(this.#members).filter(([name, value]) => !omitted.includes(name) && isKept(name, value));
    return { ...Object.fromEntries(kept), ...added };
  }
}

const MEMBER_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

function isKept(name: string, value: unknown): boolean {
  return MEMBER_NAME.test(name) && (isPlain(value) || (Array.isArray(value) && value.every(isPlain)));
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
