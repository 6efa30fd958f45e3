import { hasIsoBytes, ISO_BYTES, writeIsoBytes } from './iso-bytes.ts';
import { characterLength, utf8 } from './utf8.ts';

/** The buffer kept between answers; a larger answer grows a buffer of its own, which goes with it. */
const SCRATCH_BYTES_MAX = 1_048_576;
const FIRST_BYTES = 65_536;

/** The bytes the next writer writes on: none of their old content is ever read. */
let scratch: Uint8Array | undefined;

/** Writes JSON as UTF-8 into one growing buffer. To be filled and finished without a pause between. */
export class JsonWriter {
  /** How much is written; setting it back takes back all bytes behind it. */
  at = 0;
  #out: Uint8Array;

  constructor() {
    this.#out = scratch ?? new Uint8Array(FIRST_BYTES);
    scratch = undefined;
  }

  /** The written bytes, in an array of their own. Ends the writer. */
  finish(): Uint8Array {
    const written = this.#out.slice(0, this.at);
    if (this.#out.length <= SCRATCH_BYTES_MAX) scratch = this.#out;
    this.#out = new Uint8Array(0);
    return written;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#out[this.at++] = value;
  }

  /** Ends an object each of whose members is followed by a comma. */
  closeObject(): void {
    if (this.#out[this.at - 1] === BYTE.comma) this.at--;
    this.byte(BYTE.closingBrace);
  }

  /** Bytes that are JSON already, and short. */
  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    const out = this.#out;
    let { at } = this;
    for (let next = 0; next < bytes.length; next++) out[at++] = bytes[next] as number;
    this.at = at;
  }

  /** Text that is JSON already. */
  json(text: string): void {
    this.#reserve(text.length * UTF8_BYTES_PER_UNIT_MAX);
    this.at += ENCODER.encodeInto(text, this.#out.subarray(this.at)).written;
  }

  ascii(text: string): void {
    this.#reserve(text.length);
    const out = this.#out;
    for (let next = 0; next < text.length; next++) out[this.at++] = text.charCodeAt(next);
  }

  /** The part of a document that is UTF-8 text, in quotes. @returns false when it is not UTF-8; the written part is no JSON then */
  text(bytes: Uint8Array, from: number, to: number): boolean {
    this.byte(BYTE.quote);
    if (!this.textPart(bytes, from, to)) return false;
    this.byte(BYTE.quote);
    return true;
  }

  /** The same without the quotes. */
  textPart(bytes: Uint8Array, from: number, to: number): boolean {
    this.#reserve(to - from);
    let out = this.#out;
    let { at } = this;
    for (let next = from; next < to; next++) {
      const byte = bytes[next] as number;
      if (byte >= 0x80) {
        const last = next + characterLength(bytes, next, to) - 1;
        if (last < next) return false;
        for (; next < last; next++) out[at++] = bytes[next] as number;
        out[at++] = bytes[next] as number;
      } else if (byte >= 0x20 && byte !== BYTE.quote && byte !== BYTE.backslash) {
        out[at++] = byte;
      } else {
        this.at = at;
        this.#reserve(ESCAPE_BYTES_MAX + to - next);
        out = this.#out;
        at = this.#escape(byte);
      }
    }
    this.at = at;
    return true;
  }

  /** The name of a member, with its colon. @returns as text() */
  key(bytes: Uint8Array, from: number, to: number): boolean {
    if (!this.text(bytes, from, to)) return false;
    this.byte(BYTE.colon);
    return true;
  }

  /** As JSON.stringify writes it: null for values that are no numbers in JSON. */
  number(value: number): void {
    if ((value | 0) === value) this.#integer(value);
    else this.ascii(Number.isFinite(value) ? String(value) : 'null');
  }

  /** @param ms of a valid date */
  isoDate(ms: number): void {
    if (!hasIsoBytes(ms)) return this.ascii(new Date(ms).toISOString());
    this.#reserve(ISO_BYTES);
    writeIsoBytes(this.#out, this.at, ms);
    this.at += ISO_BYTES;
  }

  hex(bytes: Uint8Array, from: number, to: number): void {
    this.#reserve(2 * (to - from));
    for (let next = from; next < to; next++) {
      const byte = bytes[next] as number;
      this.#out[this.at++] = HEX_DIGITS[byte >> 4] as number;
      this.#out[this.at++] = HEX_DIGITS[byte & 15] as number;
    }
  }

  #escape(byte: number): number {
    const letter = SHORT_ESCAPES.get(byte);
    if (letter === undefined) this.bytes(UNICODE_ESCAPE);
    else this.byte(BYTE.backslash);
    if (letter === undefined) this.hex(Uint8Array.of(byte), 0, 1);
    else this.byte(letter);
    return this.at;
  }

  #integer(value: number): void {
    this.#reserve(INT32_BYTES_MAX);
    const out = this.#out;
    let rest = value;
    if (rest < 0) {
      out[this.at++] = BYTE.minus;
      rest = -rest;
    }
    let digits = 1;
    for (let bound = 10; rest >= bound; bound *= 10) digits++;
    this.at += digits;
    for (let at = this.at - 1; digits > 0; digits--) {
      const tenth = Math.floor(rest / 10);
      out[at--] = BYTE.zero + rest - tenth * 10;
      rest = tenth;
    }
  }

  #reserve(length: number): void {
    const needed = this.at + length;
    if (needed <= this.#out.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#out.length));
    grown.set(this.#out.subarray(0, this.at));
    this.#out = grown;
  }
}

/** The bytes of punctuation. */
export const BYTE = {
  quote: 0x22,
  dollar: 0x24,
  comma: 0x2c,
  minus: 0x2d,
  zero: 0x30,
  colon: 0x3a,
  openingBracket: 0x5b,
  backslash: 0x5c,
  closingBracket: 0x5d,
  underscore: 0x5f,
  openingBrace: 0x7b,
  closingBrace: 0x7d,
} as const;

const ENCODER = new TextEncoder();
const UTF8_BYTES_PER_UNIT_MAX = 3;
const INT32_BYTES_MAX = '-2147483648'.length;
const ESCAPE_BYTES_MAX = '\\u0000'.length;
const UNICODE_ESCAPE = utf8('\\u00');
const HEX_DIGITS = utf8('0123456789abcdef');
/** By the character: the letter that stands for it after a backslash. */
const SHORT_ESCAPES: ReadonlyMap<number, number> = new Map([
  [BYTE.quote, BYTE.quote],
  [BYTE.backslash, BYTE.backslash],
  [0x08, 0x62],
  [0x09, 0x74],
  [0x0a, 0x6e],
  [0x0c, 0x66],
  [0x0d, 0x72],
]);
