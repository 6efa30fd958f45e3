import { RE2JS } from 're2js';

/**
 * A pattern for matching in memory, in time linear in the string, whatever the pattern. Undefined for patterns that only a backtracking
 * engine can do (look-around, back references) or that this one cannot read.
 *
 * MongoDB matches with PCRE. Where both engines read a sign differently, the pattern is rewritten: `$` and `\Z` allow a line break
 * at the end, `\s` includes the vertical tab, and the `x` option, which the linear engine lacks, is applied here. One difference
 * stays: with `m`, PCRE sees no new line behind the last line break of a string, this engine an empty one.
 *
 * @param text without `\Q…\E`
 * @param options letters out of `imsx`
 */
export function linearRegex(text: string, options: string): RE2JS | undefined {
  const pattern = rewrite(text, options);
  if (pattern === undefined) return undefined;
  let flags = 0;
  if (options.includes('i')) flags |= RE2JS.CASE_INSENSITIVE;
  if (options.includes('m')) flags |= RE2JS.MULTILINE;
  if (options.includes('s')) flags |= RE2JS.DOTALL;
  try {
    return RE2JS.compile(pattern, flags);
  } catch {
    return undefined; // the engine's reasons name its own syntax, which is not the one the pattern was written in
  }
}

const END_OF_TEXT = '(?:\\n?\\z)';
/** Options set within a pattern that change the ground that rewrite() stands on. */
const INNER_OPTIONS = /\(\?[a-zA-Z]*[mx]/;

function rewrite(text: string, options: string): string | undefined {
  if (INNER_OPTIONS.test(text)) return undefined;
  const multiline = options.includes('m');
  const extended = options.includes('x');
  let pattern = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\') {
      const escape = rewriteEscape(text, ++at);
      if (escape === undefined) return undefined;
      pattern += escape;
    } else if (char === '[') {
      const end = endOfClass(text, at);
      pattern += classOf(text.slice(at, end));
      at = end - 1;
    } else if (char === '$' && !multiline) {
      if (!endsBranch(text, at + 1)) return undefined;
      pattern += END_OF_TEXT;
    } else if (extended && char === '#') {
      const lineEnd = text.indexOf('\n', at);
      at = lineEnd === -1 ? text.length : lineEnd;
    } else if (!extended || !WHITE_SPACE.has(char)) {
      pattern += char;
    }
  }
  return pattern;
}

const WHITE_SPACE: ReadonlySet<string> = new Set(' \t\n\v\f\r');

function rewriteEscape(text: string, at: number): string | undefined {
  const char = text.charAt(at);
  if (char === 'Z') return endsBranch(text, at + 1) ? END_OF_TEXT : undefined;
  if (char === 's') return '[\\t-\\r ]';
  if (char === 'S') return '[^\\t-\\r ]';
  return `\\${char}`;
}

/** True where nothing more is consumed, so that an optional line break may be. */
function endsBranch(text: string, at: number): boolean {
  return at >= text.length || text.charAt(at) === ')' || text.charAt(at) === '|';
}

/** Index behind a character class that begins at `at`; a `]` right at its beginning stands for itself. */
function endOfClass(text: string, at: number): number {
  let end = at + 1;
  if (text.charAt(end) === '^') end++;
  if (text.charAt(end) === ']') end++;
  while (end < text.length && text.charAt(end) !== ']') {
    if (text.charAt(end) === '\\') end += 2;
    else if (text.startsWith('[:', end) && text.includes(':]', end)) end = text.indexOf(':]', end) + 2;
    else end++;
  }
  return end + 1;
}

function classOf(text: string): string {
  return text.replaceAll('\\s', '\\t-\\r ');
}
