const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MARK = Buffer.from('\ufeff');
const NAME = Buffer.from('"_ApplicationId"');
/** Longer ids belong to no app. */
const ID_BYTES_MAX = 256;

/**
 * The `_ApplicationId` of a JSON object, found without parsing it: a caller who names no app that exists is not worth that. The members of
 * the object itself count, by their plain spelling, and of several the last, as with JSON.parse.
 *
 * @param json not yet known to be JSON
 * @returns undefined when there is none. Cost: about a nanosecond a byte
 */
export function findAppId(json: Buffer): string | undefined {
  let nesting = 0;
  let found: string | undefined;
  if (json[skipSpace(json, json.subarray(0, MARK.length).equals(MARK) ? MARK.length : 0)] !== 0x7b) return undefined;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!;
    if (byte === QUOTE) {
      const end = endOfText(json, at);
      if (nesting === 1 && end - at === NAME.length - 1 && json.compare(NAME, 0, NAME.length, at, end + 1) === 0)
        found = textAfterColon(json, end + 1) ?? found;
      at = end;
    } else if (byte === 0x7b || byte === 0x5b) nesting++;
    else if (byte === 0x7d || byte === 0x5d) nesting--;
  }
  return found;
}

/** The string behind a colon; undefined where something else stands there. */
function textAfterColon(json: Buffer, from: number): string | undefined {
  const colon = skipSpace(json, from);
  if (json[colon] !== 0x3a) return undefined;
  const start = skipSpace(json, colon + 1);
  if (json[start] !== QUOTE) return undefined;
  const end = endOfText(json, start);
  if (end - start > ID_BYTES_MAX || end >= json.length) return undefined;
  const text = json.toString('utf8', start + 1, end);
  return text.includes('\\') ? undefined : text;
}

function skipSpace(json: Buffer, from: number): number {
  let at = from;
  while (at < json.length && json[at]! <= 0x20) at++;
  return at;
}

/** Place of the quote that ends the string begun at `start`, or the end of everything. */
function endOfText(json: Buffer, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}
