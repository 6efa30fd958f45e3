import { ParseError } from '@parlance/errors';
import { assertKeyAllowed } from '@parlance/values';

/** More members than any SDK sends by far. */
const PAIRS_MAX = 1_000;

/**
 * Reads `a=1&b=2`, of a query string or of a form-urlencoded body, into a flat object of strings.
 *
 * @throws ParseError InvalidJson for two values of one name, a broken escape, escaped bytes that are not UTF-8, too many members;
 * InvalidFieldName for a name that would reach an object's prototype
 */
export function parseForm(text: string): Record<string, string> {
  const members: Record<string, string> = {};
  if (text === '') return members;
  const pairs = text.split('&', PAIRS_MAX + 1);
  if (pairs.length > PAIRS_MAX) throw new ParseError('InvalidJson', `More than ${PAIRS_MAX} parameters.`);
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeText(equals === -1 ? pair : pair.slice(0, equals));
    assertKeyAllowed(name);
    if (Object.hasOwn(members, name)) throw new ParseError('InvalidJson', `Several values of one parameter: ${name.slice(0, 100)}.`);
    members[name] = equals === -1 ? '' : decodeText(pair.slice(equals + 1));
  }
  return members;
}

function decodeText(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw new ParseError('InvalidJson', 'A parameter holds a percent-escape that is not UTF-8.');
  }
}
