import { ParseError } from '@parlance/errors';

/** Levels of an object (100), with room for the levels that a batch puts around it. */
const NESTING_MAX = 128;
/** Keys of an object (100,000), with room for the envelope and for those that a batch puts around it. */
const KEYS_MAX = 110_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * Refuses JSON that would be expensive to parse, copy or recurse into, before any of that happens: a million keys cost a second of
 * everybody's time. The exact limits of objects and queries are the business of `data`.
 *
 * @param json UTF-8, not yet known to be JSON; on anything else the outcome means nothing, and the parser will say so
 * @throws ParseError InvalidJson. Cost: about a nanosecond a byte
 */
export function assertJsonLimits(json: Uint8Array): void {
  let nesting = 0;
  let keys = 0;
  for (let at = 0; at < json.length; at++) {
    switch (json[at]) {
      case QUOTE:
        at = endOfText(json, at);
        break;
      case COLON:
        keys++;
        break;
      case 0x7b: // {
      case 0x5b: // [
        if (++nesting > NESTING_MAX) throw new ParseError('InvalidJson', `The JSON is nested deeper than ${NESTING_MAX} levels.`);
        break;
      case 0x7d: // }
      case 0x5d: // ]
        nesting--;
        break;
      default:
    }
  }
  if (keys > KEYS_MAX) throw new ParseError('InvalidJson', `The JSON has more than ${KEYS_MAX} keys.`);
}

/** Place of the quote that ends the string begun at `start`, or the end of everything. */
function endOfText(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}
