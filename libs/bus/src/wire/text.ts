/** Characters that a header value or one part of it cannot hold as they are: our separator, line ends, and edges that would be trimmed. */
// eslint-disable-next-line no-control-regex -- control characters must not get into a header
const NEEDS_ESCAPE = /[%|\u0000-\u001f\u007f]|^\s|\s$/;

/** Makes any string fit for one part of a header value; plain text stays readable. Lone surrogates become U+FFFD. */
export function escapeText(text: string): string {
  return NEEDS_ESCAPE.test(text) ? encodeURIComponent(text.toWellFormed()) : text;
}

/** @throws URIError on a broken escape */
export function unescapeText(text: string): string {
  return text.includes('%') ? decodeURIComponent(text) : text;
}
