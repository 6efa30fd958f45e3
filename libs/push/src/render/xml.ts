/**
 * Text for the inside of an element or of an attribute in double quotes. Characters that XML 1.0 has no way to write are left out; lone
 * surrogates among them.
 */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(UNWRITABLE, '')
    .replaceAll(SPECIAL, (character) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;', // attributes would turn these three into blanks
  '\n': '&#10;',
  '\r': '&#13;',
};
const SPECIAL = /[&<>"'\t\n\r]/g;
// eslint-disable-next-line no-control-regex -- these are the characters to remove
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
