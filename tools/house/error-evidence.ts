import { ERRORS, type ErrorName } from '@parlance/errors';

const NAMES = Object.keys(ERRORS) as ErrorName[];

/** Codes that tests write for something else as well: HTTP statuses, and numbers below 100. */
const isAmbiguous = (code: number): boolean => code < 104 || (code >= 200 && code <= 206);

const STRINGS_AND_COMMENTS = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** The names that a source states in quotes, as `throw new ParseError('Name', …)` does. */
export function namesStatedIn(source: string): ReadonlySet<ErrorName> {
  return new Set(NAMES.filter((name) => source.includes(`'${name}'`)));
}

/**
 * The names that the source of a test expects: stated in quotes, as the pair `[status, code]`, or by the code alone. A code that several
 * names share tells nothing without its status, and one that is also an HTTP status counts only where it is called `code`.
 */
export function namesExpectedIn(source: string): ReadonlySet<ErrorName> {
  const stated = namesStatedIn(source);
  const code = source.replaceAll(STRINGS_AND_COMMENTS, "''");
  return new Set(NAMES.filter((name) => stated.has(name) || isExpected(name, code)));
}

function isExpected(name: ErrorName, source: string): boolean {
  const { code, status } = ERRORS[name];
  const sent = `(?<![\\w.-])${code}(?![\\w.])`;
  if (new RegExp(`\\[${status}, (\\{ code: )?${sent}`).test(source)) return true;
  if (NAMES.some((other) => other !== name && ERRORS[other].code === code)) return false;
  return new RegExp(isAmbiguous(code) ? `\\bcode: ${sent}|[cC]ode\\b.*\\.toBe\\(${sent}` : sent).test(source);
}
