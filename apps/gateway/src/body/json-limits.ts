import { ParseError } from '@parlance/errors';

/** Levels of an object (100), with room for the levels that a batch puts around it. */
const NESTING_MAX = 128;
/** Keys of an object (100,000), with room for the envelope and for those that a batch puts around it. */
const KEYS_MAX = 110_000;
/** Lists and objects together, the elements of lists included: `{}` costs as much as a key. */
const CONTAINERS_MAX = 110_000;
/** Elements of all lists. Numbers are the cheapest of them; a list of so many takes a few milliseconds to read. */
const ELEMENTS_MAX = 250_000;

const ARRAY = 1;
const OBJECT = 0;

/**
 * Counts a JSON text's levels, keys, lists and elements while somebody else goes through its bytes, and refuses it as soon as it would be
 * expensive to parse, copy or recurse into: a million keys cost a second of everybody's time. The exact limits of objects and queries are
 * the business of `data`.
 *
 * On anything that is no JSON the outcome means nothing, and the parser will say so.
 */
export class JsonLimits {
  readonly #kinds = new Uint8Array(NESTING_MAX + 1);
  #nesting = 0;
  #keys = 0;
  #containers = 0;
  #elements = 0;

  /** @throws ParseError InvalidJson */
  open(isArray: boolean): void {
    if (++this.#nesting > NESTING_MAX) throw new ParseError('InvalidJson', `The JSON is nested deeper than ${NESTING_MAX} levels.`);
    if (++this.#containers > CONTAINERS_MAX) throw tooMany(CONTAINERS_MAX, 'lists and objects');
    this.#kinds[this.#nesting] = isArray ? ARRAY : OBJECT;
  }

  close(): void {
    if (this.#nesting > 0) this.#nesting--;
  }

  /** @throws ParseError InvalidJson */
  colon(): void {
    if (++this.#keys > KEYS_MAX) throw tooMany(KEYS_MAX, 'keys');
  }

  /** @throws ParseError InvalidJson */
  comma(): void {
    if (this.#kinds[this.#nesting] === ARRAY && ++this.#elements > ELEMENTS_MAX) throw tooMany(ELEMENTS_MAX, 'elements in its lists');
  }
}

function tooMany(max: number, things: string): ParseError {
  return new ParseError('InvalidJson', `The JSON has more than ${max} ${things}.`);
}
