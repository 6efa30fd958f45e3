/** One row of a file of rows. */
export interface Row {
  /** From 0 on. */
  readonly index: number;
  /** Where it begins, from 1 on. */
  readonly line: number;
  /** Offset in bytes and line behind it: reading can go on there. */
  readonly end: number;
  readonly lineBehind: number;
  /** JSON of its value; absent for a row with a fault of its own. */
  readonly json?: Buffer;
  readonly fault?: RowFault;
}

export interface RowFault {
  readonly code: number;
  readonly error: string;
}

/** Behind which row reading goes on. */
export interface RowPlace {
  readonly offset: number;
  readonly index: number;
  readonly line: number;
}

export function behind({ end, index, lineBehind }: Pick<Row, 'end' | 'index' | 'lineBehind'>): RowPlace {
  return { offset: end, index: index + 1, line: lineBehind };
}

export const FIRST_ROW: RowPlace = Object.freeze({ offset: 0, index: 0, line: 1 });

/** Longer rows fail: no object may be as large, and the memory for one is bounded. */
export const ROW_BYTES_MAX = 20 * 2 ** 20;

export function tooLong(): RowFault {
  return { code: 116, error: `The row has more than ${ROW_BYTES_MAX} bytes.` };
}

/** The file as a whole cannot be read: nothing of it is imported. */
export class MalformedFile extends Error {
  constructor(reason: string, { offset, line }: { readonly offset: number; readonly line: number }) {
    super(`${reason} (line ${line}, byte ${offset}).`);
  }
}
