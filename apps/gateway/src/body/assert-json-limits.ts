import { JsonLimits } from './json-limits.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Refuses JSON that would be expensive to parse, before any of that happens (json-limits.ts).
 *
 * @param json UTF-8, not yet known to be JSON; on anything else the outcome means nothing, and the parser will say so
 * @throws ParseError InvalidJson. Cost: about a nanosecond a byte
 */
export function assertJsonLimits(json: Uint8Array): void {
  const limits = new JsonLimits();
  for (let at = 0; at < json.length; at++) {
    switch (json[at]) {
      case QUOTE:
        at = endOfText(json, at);
        break;
      case 0x3a: // :
        limits.colon();
        break;
      case 0x2c: // ,
        limits.comma();
        break;
      case 0x7b: // {
        limits.open(false);
        break;
      case 0x5b: // [
        limits.open(true);
        break;
      case 0x7d: // }
      case 0x5d: // ]
        limits.close();
        break;
      default:
    }
  }
}

/** Place of the quote that ends the string begun at `start`, or the end of everything. */
function endOfText(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}
