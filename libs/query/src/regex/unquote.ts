/**
 * The pattern of a `$regex` as Perl-compatible engines read it, with `\Q…\E` quoting replaced by single escapes.
 *
 * Quoting is translated because MongoDB uses an index for `^literal` only where it can read the literal, and because the lengths of
 * the quoted part and the interpreted one have different bounds.
 */
export interface Pattern {
  readonly text: string;
  /** Characters that stood inside quotes. */
  readonly quotedLength: number;
  /** All other characters. */
  readonly ownLength: number;
}

/** A quote that never ends goes to the end of the pattern, and a `\E` that ends none is nothing, as in Perl. */
export function unquote(source: string): Pattern {
  if (!source.includes('\\Q') && !source.includes('\\E')) return { text: source, quotedLength: 0, ownLength: source.length };
  let text = '';
  let quotedLength = 0;
  let ownLength = 0;
  for (let at = 0; at < source.length; at++) {
    const char = source.charAt(at);
    const next = source.charAt(at + 1);
    if (char === '\\' && next === 'Q') {
      const end = source.indexOf('\\E', at + 2);
      const literal = source.slice(at + 2, end === -1 ? source.length : end);
      text += escapeLiteral(literal);
      quotedLength += literal.length;
      at = end === -1 ? source.length : end + 1;
    } else if (char === '\\' && next === 'E') {
      at++;
    } else {
      const taken = char === '\\' ? char + next : char;
      text += taken;
      ownLength += taken.length;
      at += taken.length - 1;
    }
  }
  return { text, quotedLength, ownLength };
}

/** Every character stands for itself, inside a character class too, and with the `x` option. */
function escapeLiteral(literal: string): string {
  let escaped = '';
  for (let at = 0; at < literal.length; at++) {
    const char = literal.charAt(at);
    escaped += SPECIAL.has(char) ? `\\${char}` : char;
  }
  return escaped;
}

const SPECIAL: ReadonlySet<string> = new Set('\\^$.|?*+()[]{}-# \t\n\v\f\r');
