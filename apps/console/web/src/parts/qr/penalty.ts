type Rows = readonly (readonly boolean[])[];

const RUN_MIN = 5;
const RUN = 3;
const BLOCK = 3;
const FINDER = 40;
const BALANCE = 10;
/** Looks like a finder pattern to a reader that goes along a line. */
const FINDERS: readonly string[] = ['10111010000', '00001011101'];

/** How hard a code is to read: the lower the better. Source: ISO/IEC 18004, section 7.8.3. */
export function penaltyOf(rows: Rows): number {
  const columns = rows.map((_, x) => rows.map((row) => row[x] === true));
  const lines = [...rows, ...columns].map((line) => line.map((isDark) => (isDark ? '1' : '0')).join(''));
  return lines.reduce((sum, line) => sum + runs(line) + finders(line), 0) + blocks(rows) + balance(rows);
}

function runs(line: string): number {
  const long = line.match(/0{5,}|1{5,}/g) ?? [];
  return long.reduce((sum, { length }) => sum + RUN + length - RUN_MIN, 0);
}

function finders(line: string): number {
  return FINDERS.reduce((sum, pattern) => sum + FINDER * occurrences(line, pattern), 0);
}

function occurrences(line: string, pattern: string): number {
  let count = 0;
  for (let at = line.indexOf(pattern); at !== -1; at = line.indexOf(pattern, at + 1)) count++;
  return count;
}

function blocks(rows: Rows): number {
  let count = 0;
  for (let y = 1; y < rows.length; y++) {
    for (let x = 1; x < rows.length; x++) {
      const isDark = rows[y]?.[x];
      if (isDark === rows[y]?.[x - 1] && isDark === rows[y - 1]?.[x] && isDark === rows[y - 1]?.[x - 1]) count++;
    }
  }
  return BLOCK * count;
}

function balance(rows: Rows): number {
  const dark = rows.flat().filter(Boolean).length;
  const share = (dark / rows.length ** 2) * 100;
  return BALANCE * Math.floor(Math.abs(share - 50) / 5);
}
