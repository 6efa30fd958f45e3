import type { Condition, Regex } from '../ast.ts';
import { unquote } from '../regex/unquote.ts';

/** Characters that end the common beginning of all matches of a pattern. */
const META: ReadonlySet<string> = new Set('^$.[](){}+*?|');
/** The ones that make the character before them optional. */
const OPTIONAL: ReadonlySet<string> = new Set('*?{');

/**
 * The common beginning of all strings that match, as far as MongoDB reads it off a pattern to walk only that part of an index; empty when
 * the pattern makes it look at every string: it is not anchored, ignores case, or has alternatives.
 *
 * Source: MongoDB manual, "$regex: Index Use".
 */
export function anchoredPrefix({ source, options }: Pick<Regex, 'source' | 'options'>): string {
  if (options !== '' && options !== 's') return '';
  const { text } = unquote(source);
  if (!text.startsWith('^') || hasAlternatives(text)) return '';
  let prefix = '';
  for (let at = 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (OPTIONAL.has(char)) return prefix.slice(0, -1);
    if (META.has(char)) return prefix;
    if (char === '\\' && /[A-Za-z0-9]/.test(text.charAt(at + 1))) return prefix;
    prefix += char === '\\' ? text.charAt(++at) : char;
  }
  return prefix;
}

function hasAlternatives(text: string): boolean {
  for (let at = text.indexOf('|'); at !== -1; at = text.indexOf('|', at + 1)) {
    let escapes = 0;
    while (text.charAt(at - 1 - escapes) === '\\') escapes++;
    if (escapes % 2 === 0) return true;
  }
  return false;
}

/** True when somewhere in the condition a pattern has to be tried on every string. Cheap: asked before each query of some apps. */
export function hasCostlyPattern(condition: Condition): boolean {
  if ('items' in condition) {
    for (const item of condition.items) if (hasCostlyPattern(item)) return true;
    return false;
  }
  return condition.kind === 'regex' && anchoredPrefix(condition) === '';
}
