/** Says whether a path is meant: decoded segments below the mount. */
export type PathTest = (segments: readonly string[]) => boolean;

const REST = /^(?:\*\w*|\(\.\*\))$/;
const OPTIONAL_REST = /\{\/\*\w+\}$/;
const PARAMETER = /^:[A-Za-z_]\w*$/;
const WORD = /^[^*:(){}[\]?+!\\]+$/;

/**
 * A `requestPath` as Parse Server has them, with or without a leading slash: words, `:name` for one segment of any text, and at the end
 * `*` or `*name` for one segment or more, `{/*name}` for any number of them; `*` alone is every path. The first word is fixed by the protocol and matches in any case.
 *
 * @returns undefined for any other string: other regular expressions, optional parts, a `*` before the end
 */
export function rateLimitPath(text: string): PathTest | undefined {
  if (REST.test(text) || text === '/*') return () => true;
  const closed = text.replace(OPTIONAL_REST, '');
  const parts = closed.replace(/^\//, '').replace(/\/$/, '').split('/');
  const isOpen = REST.test(parts.at(-1) ?? '');
  const fixed = isOpen ? parts.slice(0, -1) : parts;
  if (!fixed.every((part) => WORD.test(part) || PARAMETER.test(part))) return undefined;
  const tests = fixed.map(segmentTest);
  const fitsLength = lengthTest(tests.length, isOpen, closed !== text);
  return (segments) => fitsLength(segments.length) && tests.every((fits, index) => fits(segments[index] ?? ''));
}

function lengthTest(words: number, isOpen: boolean, mayGoOn: boolean): (length: number) => boolean {
  if (mayGoOn) return (length) => length >= words;
  return isOpen ? (length) => length > words : (length) => length === words;
}

function segmentTest(part: string, index: number): (segment: string) => boolean {
  if (PARAMETER.test(part)) return () => true;
  if (index > 0) return (segment) => segment === part;
  const word = part.toLowerCase();
  return (segment) => segment.toLowerCase() === word;
}
