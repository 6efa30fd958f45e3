import { linearRegex } from './linear.ts';

/** Options in front of the whole pattern, which JavaScript alone does not read. */
const LEADING_OPTIONS = /^\(\?[imsx]+\)/;

/**
 * Whether a pattern is one at all. MongoDB's engine is not at hand here, so two others have their say: JavaScript's, which is quick to
 * ask and knows look-around and back references, and the linear one, which knows some that JavaScript does not. A pattern that both
 * refuse is refused; one that MongoDB alone refuses comes back from it as an error of the query.
 *
 * @param text without `\Q…\E`
 */
export function isReadable(text: string, options: string): boolean {
  if (isPlain(text)) return true;
  try {
    new RegExp(text.replace(LEADING_OPTIONS, ''));
    return true;
  } catch {
    return linearRegex(text, options) !== undefined; // silence is right: the answer says it
  }
}

/** Letters, digits and escaped signs, perhaps behind `^`: the form that "starts with" sends. */
function isPlain(text: string): boolean {
  for (let at = text.startsWith('^') ? 1 : 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) {
      const next = text.charCodeAt(++at);
      if (Number.isNaN(next) || isWordCharacter(next)) return false;
    } else if (!isWordCharacter(code) && code < 0x80) return false;
  }
  return true;
}

const BACKSLASH = 92;

function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}
