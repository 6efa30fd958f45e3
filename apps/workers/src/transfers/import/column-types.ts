/** The types that a column of CSV can have. */
export const COLUMN_TYPES = ['String', 'Boolean', 'Number'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);
/** Columns that are strings whatever their cells look like. */
const ALWAYS_STRINGS: ReadonlySet<string> = new Set([
  ...['objectId', 'createdAt', 'updatedAt', 'username', 'email', 'bcryptPassword', 'sessionToken'],
]);

/** The value of a cell in a column of this type; undefined where it has none. */
export function valueIn(cell: string, type: ColumnType): string | number | boolean | undefined {
  if (type === 'Boolean') return BOOLEANS.get(cell.toLowerCase());
  if (type === 'String') return cell;
  if (!NUMBER.test(cell)) return undefined;
  const number = Number(cell);
  return Number.isFinite(number) ? number : undefined;
}

/** The types that a column may still have; `isFixed` where its cells do not decide. */
export interface ColumnGuess {
  readonly isFixed: boolean;
  readonly types: readonly ColumnType[];
}

/**
 * The guess about each column before its first cell: nothing, where neither the class nor the sender of the file says its type.
 *
 * @param chosen types by column
 * @param known types of the fields that the class has, by the words of its schema; one of another type is given strings, which it refuses
 */
export function firstGuesses(
  header: readonly string[],
  chosen: Readonly<Record<string, ColumnType>>,
  known: Readonly<Record<string, string>>,
): readonly ColumnGuess[] {
  return header.map((name) => {
    if (ALWAYS_STRINGS.has(name)) return fixed('String');
    if (Object.hasOwn(chosen, name)) return fixed(chosen[name] as ColumnType);
    const field = Object.hasOwn(known, name) ? known[name] : undefined;
    if (field === undefined) return { isFixed: false, types: ['Boolean', 'Number'] };
    return fixed(COLUMN_TYPES.find((type) => type.toLowerCase() === field) ?? 'String');
  });
}

function fixed(type: ColumnType): ColumnGuess {
  return { isFixed: true, types: [type] };
}

/** The guesses behind one more record: the types that its cell has, too. An empty cell says nothing. */
export function narrowed(guesses: readonly ColumnGuess[], cells: readonly string[]): readonly ColumnGuess[] {
  let changed: ColumnGuess[] | undefined;
  for (const [at, { isFixed, types }] of guesses.entries()) {
    const cell = cells[at];
    if (isFixed || types.length === 0 || cell === undefined || cell === '') continue;
    const left = types.filter((type) => valueIn(cell, type) !== undefined);
    if (left.length === types.length) continue;
    changed ??= [...guesses];
    changed[at] = { isFixed: false, types: left };
  }
  return changed ?? guesses;
}

/** The types of the columns behind the last record. A column without a value in any row is never set, whatever its type. */
export function decided(guesses: readonly ColumnGuess[]): readonly ColumnType[] {
  return guesses.map(({ types }) => (types.length === 1 ? (types[0] as ColumnType) : 'String'));
}
