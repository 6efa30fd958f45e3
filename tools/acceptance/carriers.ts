/** A test, or a row of a table of tests, whose title names a statement. */
export interface Carrier {
  readonly file: string;
  readonly line: number;
  readonly title: string;
}

const TEST_TITLE = /\b(?:it|test|describe|scenarios)(?:\.(?:each|skipIf|runIf)\([^)]*\))?\(\s*(['"`])(.*?)\1/;
/** The end of a table over several lines, with the title behind it. */
const TABLE_TITLE = /^\s*\]\)\(\s*(['"`])(.*?)\1/;
/** A row of `it.each`: its title comes first and begins with the statement. */
const ROW_TITLE = /^\s*\[?(['"`])((?:[A-Z]{2,4}-\d{2,3}|[IT]\d{1,2}) .*?)\1,/;
const IDS = /\b[A-Z]{2,4}-\d{2,3}\b/g;
/** The invariants and tests of the push engine stand at the beginning of a title alone: elsewhere `T1` may be anything. */
const BEGINNING = /^(?:(?:[A-Z]{2,4}-\d{2,3}|[IT]\d{1,2}) )+/;
const SHORT_IDS = /\b[IT]\d{1,2}\b/g;

/** Statement ids named in the test titles of one source file, each with the tests that carry it. */
export function carriersIn(file: string, source: string): Map<string, Carrier[]> {
  const found = new Map<string, Carrier[]>();
  source.split('\n').forEach((text, index) => {
    const title = (TEST_TITLE.exec(text) ?? TABLE_TITLE.exec(text) ?? ROW_TITLE.exec(text))?.[2];
    for (const id of idsIn(title ?? '')) {
      const carriers = found.get(id) ?? [];
      carriers.push({ file, line: index + 1, title: title ?? '' });
      found.set(id, carriers);
    }
  });
  return found;
}

function idsIn(title: string): ReadonlySet<string> {
  return new Set([...(title.match(IDS) ?? []), ...(BEGINNING.exec(title)?.[0].match(SHORT_IDS) ?? [])]);
}
