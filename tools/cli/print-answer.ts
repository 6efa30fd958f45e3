type Row = Readonly<Record<string, unknown>>;

const CELL_MAX = 60;

/** An answer for people: a table where it is a list of objects, else a member on each line. Bodies of members are JSON. */
export function printAnswer(answer: unknown): string {
  if (!isRow(answer)) return inline(answer);
  const members = Object.entries(answer);
  if (members.length === 0) return 'Done.';
  const [only] = members;
  if (members.length === 1 && only !== undefined && isRow(only[1])) return lines(only[1]);
  const [lists, others] = [
    members.filter(([, value]) => isTable(value, members.length)),
    members.filter(([, value]) => !isTable(value, members.length)),
  ];
  const parts = lists.map(([name, rows]) => (lists.length + others.length > 1 ? `${name}:\n` : '') + table(rows as readonly Row[], name));
  return [...(others.length === 0 ? [] : [lines(Object.fromEntries(others))]), ...parts].join('\n\n');
}

/** An empty list is a table of nothing where the answer is that list; beside others it may be one of words. */
function isTable(value: unknown, members: number): boolean {
  return Array.isArray(value) && value.every(isRow) && (value.length > 0 || members === 1);
}

function table(rows: readonly Row[], name: string): string {
  if (rows.length === 0) return `There are no ${name}.`;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => shortened(inline(row[column]))))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function lines(row: Row): string {
  const width = Math.max(0, ...Object.keys(row).map((name) => name.length));
  return Object.entries(row)
    .flatMap(([name, value]) =>
      isRow(value) ? Object.entries(value).map(([inner, of]) => [`${name}.${inner}`, of] as const) : [[name, value] as const],
    )
    .map(([name, value]) => `${name.padEnd(width)}  ${inline(value)}`)
    .join('\n');
}

function inline(value: unknown): string {
  if (value === undefined || value === null) return '-';
  return typeof value === 'string' ? value.replaceAll(/\p{Cc}/gu, ' ') : JSON.stringify(value);
}

function shortened(text: string): string {
  return text.length > CELL_MAX ? `${text.slice(0, CELL_MAX - 1)}…` : text;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
