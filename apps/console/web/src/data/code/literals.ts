/**
 * Texts of values in the languages of the SDKs. Each escapes the characters that its string literals give a meaning to, so that a value of a filter
 * never ends its literal.
 */
export type Quote = (text: string) => string;

const NAMED: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const hex = (character: string): string => (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
// eslint-disable-next-line no-control-regex -- control characters are escaped here
const SPECIAL = /["\\\u0000-\u001f\u007f\u2028\u2029]/g;

const quoteWith =
  (unicode: (character: string) => string, dollar = '$'): Quote =>
  (text) =>
    `"${text.replace(SPECIAL, (character) => NAMED[character] ?? unicode(character)).replaceAll('$', () => dollar)}"`;

/** JavaScript and C#. */
export const quoted = quoteWith((character) => `\\u${hex(character)}`);
/** Kotlin and Dart, where `$` begins a template. */
export const quotedWithDollar = quoteWith((character) => `\\u${hex(character)}`, '\\$');
export const quotedSwift = quoteWith((character) => `\\u{${hex(character)}}`);
/** One word of a shell. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
