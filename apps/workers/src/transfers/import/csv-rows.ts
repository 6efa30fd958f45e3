import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { valueIn, type ColumnType } from './column-types.ts';
import { FIRST_ROW, MalformedFile, ROW_BYTES_MAX, tooLong, type Row, type RowFault, type RowPlace } from './row.ts';

/** Columns of a header: more than an object may have fields by default, and far from any table that people make. */
const COLUMNS_MAX = 10_000;
const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** One record of a file of CSV. */
export interface CsvRecord {
  /** From 0 on, without the header; -1 for that. */
  readonly index: number;
  readonly line: number;
  readonly end: number;
  readonly lineBehind: number;
  /** Undefined for a record that is no UTF-8. */
  readonly cells: readonly string[] | undefined;
}

interface Parsed {
  readonly record: readonly Buffer[];
  readonly info: { readonly bytes_records: number; readonly lines: number };
}

/**
 * The records of a file of CSV (RFC 4180, in UTF-8), with the header as the first. Empty lines are none.
 *
 * @param chunks the bytes from `from.offset` on
 * @throws MalformedFile for quotes that RFC 4180 does not have, and for a record that is longer than a row may be
 */
export async function* csvRecords(chunks: AsyncIterable<Buffer>, from: RowPlace = FIRST_ROW): AsyncGenerator<CsvRecord> {
  const parser = parse({
    encoding: null,
    info: true,
    max_record_size: ROW_BYTES_MAX,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const marked = { bytes: 0 };
  const source = Readable.from(from.offset === 0 ? withoutMark(chunks, marked) : chunks, { objectMode: false });
  source.once('error', (error) => parser.destroy(error));
  let index = from.offset === 0 ? -1 : from.index;
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<Parsed>) {
      const inner = record.reduce((sum, cell) => sum + newlinesIn(cell), 0);
      const line = from.line + info.lines - 1 - inner;
      const cells = record.every((cell) => isUtf8(cell)) ? record.map(String) : undefined;
      yield { index, line, end: from.offset + marked.bytes + info.bytes_records, lineBehind: from.line + info.lines, cells };
      index += 1;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { bytes_records: bytes = 0, lines = 1 } = error as CsvError & { readonly bytes_records?: number; readonly lines?: number };
    const place = { offset: from.offset + marked.bytes + bytes, line: from.line + lines - 1 };
    throw new MalformedFile(REASONS.get(error.code) ?? 'The CSV is malformed', place);
  } finally {
    source.destroy();
    parser.destroy();
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['CSV_QUOTE_NOT_CLOSED', 'A quote is opened and never closed'],
  ['CSV_INVALID_CLOSING_QUOTE', 'A closing quote stands before the end of its cell'],
  ['INVALID_OPENING_QUOTE', 'A quote stands within a cell that does not begin with one'],
  ['CSV_MAX_RECORD_SIZE', `A row has more than ${ROW_BYTES_MAX} bytes`],
]);

/** The library would decode the cells of a file that begins with a byte order mark. @param marked is told how long that is */
async function* withoutMark(chunks: AsyncIterable<Buffer>, marked: { bytes: number }): AsyncGenerator<Buffer> {
  let begun: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (begun === undefined) {
      yield chunk;
      continue;
    }
    begun = Buffer.concat([begun, chunk]);
    if (begun.length < BYTE_ORDER_MARK.length) continue;
    if (begun.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) marked.bytes = BYTE_ORDER_MARK.length;
    yield begun.subarray(marked.bytes);
    begun = undefined;
  }
  if (begun !== undefined && begun.length > 0) yield begun;
}

function newlinesIn(cell: Buffer): number {
  let count = 0;
  for (let at = cell.indexOf(NEWLINE); at >= 0; at = cell.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

/** The keys that a header names. @throws MalformedFile for a file without one, or with one that names a key twice or not at all */
export function headerOf(record: CsvRecord | undefined): readonly string[] {
  const place = { offset: 0, line: record?.line ?? 1 };
  if (record === undefined) throw new MalformedFile('The file has no header', place);
  const { cells } = record;
  if (cells === undefined) throw new MalformedFile('The header is not UTF-8', place);
  if (cells.length > COLUMNS_MAX) throw new MalformedFile(`The header has more than ${COLUMNS_MAX} columns`, place);
  if (cells.includes('')) throw new MalformedFile('A column has no name', place);
  if (new Set(cells).size < cells.length) throw new MalformedFile('Two columns have the same name', place);
  return cells;
}

/** A record as a row of JSON. Empty cells are unset. A record that is shorter or longer than the header fails, and so does one that is no UTF-8. */
export function rowOf({ cells, ...row }: CsvRecord, header: readonly string[], types: readonly ColumnType[]): Row {
  if (cells === undefined) return { ...row, fault: { code: 107, error: 'The row is not UTF-8.' } };
  if (cells.length !== header.length) return { ...row, fault: countFault(cells.length, header.length) };
  const members = header.flatMap((name, at) => {
    const cell = cells[at] as string;
    return cell === '' ? [] : [`${JSON.stringify(name)}:${valueOf(cell, types[at] ?? 'String')}`];
  });
  const json = Buffer.from(`{${members.join()}}`);
  return json.length > ROW_BYTES_MAX ? { ...row, fault: tooLong() } : { ...row, json };
}

function countFault(cells: number, columns: number): RowFault {
  return { code: 107, error: `The row has ${cells} cells, and the header has ${columns}.` };
}

/** A cell that does not have the type of its column stays a string: the type of the field then refuses it. */
function valueOf(cell: string, type: ColumnType): string {
  return JSON.stringify(valueIn(cell, type) ?? cell);
}
