import { isUtf8 } from 'node:buffer';
import { FIRST_ROW, MalformedFile, ROW_BYTES_MAX, tooLong, type Row, type RowPlace } from './row.ts';

/** Bytes of JSON that have a meaning outside of values. */
const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const LEFT_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const RIGHT_BRACKET = 0x5d;
const LEFT_BRACE = 0x7b;
const RIGHT_BRACE = 0x7d;
const SPACES: ReadonlySet<number> = new Set(Buffer.from(' \t\r\n'));
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const RESULTS = Buffer.from('"results"');

/**
 * Where a reader stands between values: before the file, in the members of `{"results":[…]}`, before a row or the end, behind a row, behind the
 * list, behind everything.
 */
type Between = 'begin' | 'member' | 'colon' | 'list' | 'first' | 'row' | 'behind row' | 'behind list' | 'end';

/**
 * The rows of a file of JSON, an array or `{"results":[…]}`, as its bytes come. Rows are found by their brackets and strings alone, which takes little
 * time and can go on behind any row; whether one is strict JSON its reader sees (`assertJson`).
 */
export class JsonRows {
  #between: Between;
  #isWrapped: boolean;
  #offset: number;
  #line: number;
  #index: number;
  #word: number[] = [];
  /** Bytes of a byte order mark that were read. */
  #marks = 0;
  /** Of the row under way: its parts so far, how many brackets are open, and whether it is in a string, or behind a backslash in one. */
  #parts: Buffer[] | undefined;
  #partBytes = 0;
  #rowLine = 1;
  #depth = 0;
  #inString = false;
  #isEscaped = false;

  /** @param from behind a row that was read before; `isWrapped` as it was then */
  constructor(from: RowPlace = FIRST_ROW, isWrapped = false) {
    this.#between = from.offset === 0 ? 'begin' : 'behind row';
    this.#isWrapped = isWrapped;
    this.#offset = from.offset;
    this.#line = from.line;
    this.#index = from.index;
  }

  /** True for a file that begins with `{"results":`. */
  get isWrapped(): boolean {
    return this.#isWrapped;
  }

  /** @returns the rows that end in these bytes. @throws MalformedFile */
  push(chunk: Buffer): readonly Row[] {
    const rows: Row[] = [];
    let at = 0;
    const start = this.#offset;
    while (at < chunk.length) {
      if (this.#parts === undefined) at = this.#pass(chunk, at, start);
      else {
        const end = this.#endOfRow(chunk, at);
        if (end === undefined) {
          this.#keep(chunk.subarray(at));
          break;
        }
        this.#keep(chunk.subarray(at, end));
        rows.push(this.#row(start + end));
        at = end;
      }
    }
    this.#offset = start + chunk.length;
    return rows;
  }

  /** @throws MalformedFile for a file that ends too early */
  finish(): void {
    if (this.#between !== 'end') throw new MalformedFile('The file ends within its JSON', { offset: this.#offset, line: this.#line });
  }

  /** Takes one byte between values. @returns where to go on: at the same byte where a row begins with it */
  #pass(chunk: Buffer, at: number, start: number): number {
    const byte = chunk[at] as number;
    if (this.#between === 'begin' && start + at === this.#marks && byte === BYTE_ORDER_MARK[this.#marks]) {
      this.#marks += 1;
      return at + 1;
    }
    if (this.#marks > 0 && this.#marks < BYTE_ORDER_MARK.length) throw this.#unexpected(byte, start + at);
    if (this.#between === 'member') return this.#passName(byte, at, start);
    if (byte === NEWLINE) this.#line += 1;
    if (SPACES.has(byte)) return at + 1;
    const next = this.#after(byte);
    if (next === undefined) throw this.#unexpected(byte, start + at);
    this.#between = next;
    if (next !== 'row' || byte === COMMA) return at + 1;
    this.#beginRow();
    return at;
  }

  /** @returns undefined where the byte has no place; 'row' for the first byte of one and for the comma before one */
  #after(byte: number): Between | undefined {
    switch (this.#between) {
      case 'begin':
        if (byte === LEFT_BRACKET) return 'first';
        if (byte !== LEFT_BRACE) return undefined;
        this.#isWrapped = true;
        return 'member';
      case 'colon':
        return byte === COLON ? 'list' : undefined;
      case 'list':
        return byte === LEFT_BRACKET ? 'first' : undefined;
      case 'first':
        return byte === RIGHT_BRACKET ? this.#behindList() : beginsValue(byte) ? 'row' : undefined;
      case 'row':
        return beginsValue(byte) ? 'row' : undefined;
      case 'behind row':
        return byte === COMMA ? 'row' : byte === RIGHT_BRACKET ? this.#behindList() : undefined;
      case 'behind list':
        return byte === RIGHT_BRACE ? 'end' : undefined;
      default:
        return undefined;
    }
  }

  #behindList(): Between {
    return this.#isWrapped ? 'behind list' : 'end';
  }

  /** The one member of the object around the list. */
  #passName(byte: number, at: number, start: number): number {
    if (this.#word.length === 0 && SPACES.has(byte)) {
      if (byte === NEWLINE) this.#line += 1;
      return at + 1;
    }
    if (byte !== RESULTS[this.#word.length])
      throw new MalformedFile('An object around the rows has one member, results', this.#at(start + at));
    this.#word.push(byte);
    if (this.#word.length === RESULTS.length) this.#between = 'colon';
    return at + 1;
  }

  #beginRow(): void {
    this.#parts = [];
    this.#partBytes = 0;
    this.#rowLine = this.#line;
    this.#depth = 0;
    this.#inString = false;
    this.#isEscaped = false;
  }

  /** @returns the place behind the row; undefined where it goes on in the next bytes */
  #endOfRow(chunk: Buffer, from: number): number | undefined {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (byte === NEWLINE) this.#line += 1;
      if (this.#inString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          if (this.#depth === 0) return at + 1;
        }
      } else if (byte === QUOTE) this.#inString = true;
      else if (byte === LEFT_BRACE || byte === LEFT_BRACKET) this.#depth += 1;
      else if (byte === RIGHT_BRACE || byte === RIGHT_BRACKET) {
        if (this.#depth === 0) return at; // behind a number or a word
        this.#depth -= 1;
        if (this.#depth === 0) return at + 1;
      } else if (this.#depth === 0 && (byte === COMMA || SPACES.has(byte))) {
        if (byte === NEWLINE) this.#line -= 1; // counted again between the rows
        return at;
      }
    }
    return undefined;
  }

  #keep(bytes: Buffer): void {
    this.#partBytes += bytes.length;
    if (this.#partBytes > ROW_BYTES_MAX) this.#parts = [];
    else this.#parts?.push(bytes);
  }

  #row(end: number): Row {
    const { length } = this.#parts ?? [];
    const row = { index: this.#index, line: this.#rowLine, end, lineBehind: this.#line };
    const json = length === 1 ? (this.#parts?.[0] as Buffer) : Buffer.concat(this.#parts ?? []);
    const isTooLong = this.#partBytes > ROW_BYTES_MAX;
    this.#parts = undefined;
    this.#between = 'behind row';
    this.#index += 1;
    return isTooLong ? { ...row, fault: tooLong() } : { ...row, json };
  }

  #unexpected(byte: number, offset: number): MalformedFile {
    const sign = byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `byte ${byte}`;
    return new MalformedFile(`Unexpected ${sign} in the JSON`, this.#at(offset));
  }

  #at(offset: number): { offset: number; line: number } {
    return { offset, line: this.#line };
  }
}

/** Whether a value may begin so: an object, a list, a string, a number, or a word; its parser says the rest. */
function beginsValue(byte: number): boolean {
  return (
    byte === LEFT_BRACE ||
    byte === LEFT_BRACKET ||
    byte === QUOTE ||
    byte === 0x2d ||
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a)
  );
}

/** @throws MalformedFile for a row that is no strict JSON in UTF-8 */
export function assertJson({ json, end, line }: Row): void {
  if (json === undefined) return;
  const begin = end - json.length;
  if (!isUtf8(json)) throw new MalformedFile('A row is not UTF-8', { offset: begin, line });
  const text = json.toString();
  try {
    JSON.parse(text);
  } catch (error) {
    const place = Number(/at position (\d+)/.exec((error as Error).message)?.[1] ?? text.length);
    const before = text.slice(0, place);
    const lines = before.split('\n').length - 1;
    throw new MalformedFile('The JSON of a row is malformed', { offset: begin + Buffer.byteLength(before), line: line + lines });
  }
}
