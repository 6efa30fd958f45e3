import type { TrackedFile } from './tracked-files.ts';

/** A word that plain English, as this house writes it, has another form for. */
export interface Finding {
  readonly line: number;
  readonly rule: string;
  readonly text: string;
}

/** People are "they". A clause that begins with "what" or "who" is no noun: its subject has a name. Questions may ask. */
const RULES: readonly { readonly rule: string; readonly pattern: RegExp }[] = [
  { rule: 'people are "they"', pattern: /\b(he|his|him|himself|she|hers?|herself)\b/i },
  { rule: 'name the thing instead of a clause with "what"', pattern: /\bwhat\b/i },
  {
    rule: 'name the person instead of a clause with "who"',
    pattern:
      /(^|[.:;] )(who|whom|whoever|whomever)\b|\b(of|on|by|for|to|from|with|says?|tells?|knows?|decides?|asks?|and|or) (who|whom|whoever)\b/i,
  },
];

const QUOTED = /`[^`]*`|"[^"]*"|“[^”]*”|\[[^\]]*\]\([^)]*\)/g;

/** The prose of a file, line by line: all of a Markdown file but code blocks, and the comments of source code. */
export function proseOf({ path, source }: TrackedFile): readonly string[] {
  return path.endsWith('.md') ? proseOfMarkdown(source) : commentsOf(source);
}

export function findingsIn(prose: readonly string[]): readonly Finding[] {
  return prose.flatMap((written, index) => {
    const text = written.replaceAll(QUOTED, '"…"');
    if (text.includes('?')) return [];
    return RULES.filter(({ pattern }) => pattern.test(text)).map(({ rule }) => ({ line: index + 1, rule, text: written.trim() }));
  });
}

function proseOfMarkdown(source: string): readonly string[] {
  let inCode = false;
  return source.split('\n').map((line) => {
    if (line.trimStart().startsWith('```')) {
      inCode = !inCode;
      return '';
    }
    return inCode ? '' : line.replace(/^[\s>#*-]*(\d+\. )?/, '');
  });
}

/** Comments on lines of their own, and those behind code; one inside of a string is taken for one too where a blank stands before it. */
function commentsOf(source: string): readonly string[] {
  let inBlock = false;
  return source.split('\n').map((line) => {
    const opens = /(^|\s)\/\*+/.exec(line);
    if (!inBlock && opens === null) return /(?:^|\s)\/\/ (.*)$/.exec(line)?.[1] ?? '';
    const begin = inBlock ? 0 : (opens?.index ?? 0);
    const end = line.indexOf('*/', begin);
    inBlock = end < 0;
    return line.slice(begin, end < 0 ? undefined : end).replace(/^\s*(\/\*+|\*)?\s?/, '');
  });
}
