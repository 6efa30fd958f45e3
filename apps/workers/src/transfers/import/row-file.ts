import { csvRecords, headerOf, rowOf } from './csv-rows.ts';
import { decided, firstGuesses, narrowed, type ColumnType } from './column-types.ts';
import type { ImportPlace } from './import-place.ts';
import { assertJson, JsonRows } from './json-rows.ts';
import { behind, FIRST_ROW, MalformedFile, type Row } from './row.ts';

/** The parts of a place that one file has. */
export type FilePlace = Pick<ImportPlace, 'row' | 'isWrapped' | 'columns'>;

export const FILE_BEGIN: FilePlace = Object.freeze({ row: FIRST_ROW, isWrapped: false });

/** Some rows that follow each other, and the place behind them. */
export interface RowsAt {
  readonly rows: readonly Row[];
  readonly place: FilePlace;
}

/** Opens the bytes of a file from an offset on. */
export type OpenBytes = (from: number) => AsyncIterable<Buffer>;

/** A file of rows, which can be read from behind any of them. */
export interface RowFile {
  /** Looks through the file, and learns all that reading it takes. @throws MalformedFile */
  check(from: FilePlace): AsyncGenerator<RowsAt>;
  /** Reads a file that was looked through. */
  read(from: FilePlace): AsyncGenerator<RowsAt>;
  /** Where reading begins, by the place behind the whole file. */
  beginOf(checked: FilePlace): FilePlace;
}

/** A file of JSON. */
export class JsonFile implements RowFile {
  readonly #open: OpenBytes;

  constructor(open: OpenBytes) {
    this.#open = open;
  }

  async *check(from: FilePlace): AsyncGenerator<RowsAt> {
    for await (const some of this.read(from)) {
      some.rows.forEach(assertJson);
      yield some;
    }
  }

  async *read({ row, isWrapped }: FilePlace): AsyncGenerator<RowsAt> {
    const reader = new JsonRows(row, isWrapped);
    for await (const bytes of this.#open(row.offset)) {
      const rows = reader.push(bytes);
      const last = rows.at(-1);
      if (last !== undefined) yield { rows, place: { row: behind(last), isWrapped: reader.isWrapped } };
    }
    reader.finish();
  }

  beginOf({ isWrapped }: FilePlace): FilePlace {
    return { row: FIRST_ROW, isWrapped };
  }
}

/** Records that are handed on together. */
const TOGETHER = 500;

/** A file of CSV. */
export class CsvFile implements RowFile {
  readonly #open: OpenBytes;
  readonly #chosen: Readonly<Record<string, ColumnType>>;
  readonly #known: () => Promise<Readonly<Record<string, string>>>;

  /** @param known the types of the fields of the class, by the words of its schema */
  constructor(open: OpenBytes, chosen: Readonly<Record<string, ColumnType>>, known: () => Promise<Readonly<Record<string, string>>>) {
    this.#open = open;
    this.#chosen = chosen;
    this.#known = known;
  }

  /** The first record is the header. */
  async *check(from: FilePlace): AsyncGenerator<RowsAt> {
    let { columns } = from;
    let rows: Row[] = [];
    let place = from.row;
    for await (const record of csvRecords(this.#open(from.row.offset), from.row)) {
      place = behind(record);
      if (columns === undefined) {
        const header = [...headerOf(record)];
        columns = { header, guesses: guesses(firstGuesses(header, this.#chosen, await this.#known())), first: place };
        continue;
      }
      columns = { ...columns, guesses: guesses(narrowed(columns.guesses, record.cells ?? [])) };
      rows.push(record);
      if (rows.length < TOGETHER) continue;
      yield { rows, place: { row: place, isWrapped: false, columns } };
      rows = [];
    }
    if (columns === undefined) headerOf(undefined);
    yield { rows, place: { row: place, isWrapped: false, columns } };
  }

  async *read(from: FilePlace): AsyncGenerator<RowsAt> {
    const { columns } = from;
    if (columns === undefined) throw new MalformedFile('The file has no header', from.row);
    const types = decided(columns.guesses);
    let rows: Row[] = [];
    let place = from.row;
    for await (const record of csvRecords(this.#open(from.row.offset), from.row)) {
      place = behind(record);
      rows.push(rowOf(record, columns.header, types));
      if (rows.length < TOGETHER) continue;
      yield { rows, place: { row: place, isWrapped: false, columns } };
      rows = [];
    }
    if (rows.length > 0) yield { rows, place: { row: place, isWrapped: false, columns } };
  }

  beginOf({ columns }: FilePlace): FilePlace {
    return { row: columns?.first ?? FIRST_ROW, isWrapped: false, columns };
  }
}

type Guesses = NonNullable<FilePlace['columns']>['guesses'];

function guesses(found: ReturnType<typeof narrowed>): Guesses {
  return found as Guesses;
}
