import { RE2JS } from 're2js';

/** Says whether a password fits. */
export type PasswordTest = (password: string) => boolean;

const PARTS_MAX = 20;

/**
 * A pattern for passwords, as Parse Server's `validatorPattern`, matched in time linear in the password whatever the pattern.
 *
 * The linear engine has no look-ahead, but patterns for passwords live on it: `^(?=.*[A-Z])(?=.*\d).{8,}$`. Look-aheads right behind
 * `^` are conditions on the same string, so each becomes a pattern of its own.
 *
 * @returns undefined for strings that cannot be matched so: look-aheads elsewhere, look-behinds, back references, and no pattern at all
 */
export function passwordPattern(text: string): PasswordTest | undefined {
  const parts = splitLookAheads(text);
  if (parts === undefined) return undefined;
  const tests: PasswordTest[] = [];
  for (const part of parts) {
    const compiled = compile(part.pattern);
    if (compiled === undefined) return undefined;
    tests.push((password) => compiled.matcher(password).find() === part.wanted);
  }
  return (password) => tests.every((fits) => fits(password));
}

interface Part {
  readonly pattern: string;
  readonly wanted: boolean;
}

function splitLookAheads(text: string): readonly Part[] | undefined {
  if (!text.startsWith('^(?=') && !text.startsWith('^(?!')) return [{ pattern: text, wanted: true }];
  const parts: Part[] = [];
  let at = 1;
  while (text.startsWith('(?=', at) || text.startsWith('(?!', at)) {
    const end = endOfGroup(text, at);
    if (end === undefined || parts.length === PARTS_MAX || isRepeated(text, end)) return undefined;
    parts.push({ pattern: `^(?:${text.slice(at + 3, end - 1)})`, wanted: text.charAt(at + 2) === '=' });
    at = end;
  }
  const rest = text.slice(at);
  return hasTopLevelBranch(rest) ? undefined : [...parts, { pattern: `^(?:${rest})`, wanted: true }];
}

/** Index behind the group that begins at `start`; undefined when it does not end. */
function endOfGroup(text: string, start: number): number | undefined {
  let depth = 0;
  for (const { char, at } of structure(text, start)) {
    if (char === '(') depth++;
    if (char === ')' && --depth === 0) return at + 1;
  }
  return undefined;
}

/** `^(?=a)b|c`: the look-ahead belongs to the first branch alone. */
function hasTopLevelBranch(text: string): boolean {
  let depth = 0;
  for (const { char } of structure(text, 0)) {
    if (char === '(') depth++;
    if (char === ')') depth--;
    if (char === '|' && depth === 0) return true;
  }
  return false;
}

/** The signs that shape a pattern: neither escaped nor in a character class. */
function* structure(text: string, start: number): Generator<{ readonly char: string; readonly at: number }> {
  let inClass = false;
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\') at++;
    else if (inClass) inClass = char !== ']';
    else if (char === '[') inClass = true;
    else yield { char, at };
  }
}

function isRepeated(text: string, at: number): boolean {
  return ['*', '+', '?', '{'].includes(text.charAt(at));
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern.replaceAll(/\\u([0-9A-Fa-f]{4})/g, '\\x{$1}')); // JavaScript's way to write a character
  } catch {
    return undefined;
  }
}
