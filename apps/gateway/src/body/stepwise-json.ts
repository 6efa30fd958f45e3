import { ParseError } from '@parlance/errors';
import { assertKeyAllowed, assertNoForbiddenKeys } from '@parlance/values';
import { assertNumbersInRange } from './assert-numbers.ts';
import { JsonLimits } from './json-limits.ts';

/** Members are parsed together until they are this many bytes: some milliseconds at the worst. */
const GROUP_BYTES = 128 << 10;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A list or an object that has begun and not ended. */
interface Open {
  readonly isArray: boolean;
  readonly start: number;
  /** From here on its members are not parsed yet. */
  pending: number;
  /** Place behind the last comma between its members, or behind its bracket. */
  member: number;
  /** Whether the byte before `pending` is a comma, a bracket, or the end of a member that was made part by part. */
  before: 'bracket' | 'comma' | 'member';
  /** Its members so far, once it has turned out to be large. */
  made: unknown[] | Record<string, unknown> | undefined;
  /** Its own name within the object around it; set as soon as that one is made part by part. */
  key: string | undefined;
}

/**
 * Reads a large JSON object in steps, between which other requests have their turn. Small members are parsed together by JSON.parse; only
 * lists and objects that are large themselves are made part by part. Every byte is parsed once.
 *
 * The value is that of JSON.parse, and so is the judgement whether it is JSON. Keys and numbers are checked as parse-body.ts has it.
 */
export class StepwiseJson {
  readonly #bytes: Buffer;
  readonly #groupBytes: number;
  readonly #limits = new JsonLimits();
  readonly #open: Open[] = [];
  #at: number;
  #inText = false;
  #done: { readonly value: unknown; readonly end: number } | undefined;

  /**
   * @param bytes UTF-8
   * @param start of the JSON, behind a byte order mark
   * @param groupBytes smaller only in tests
   */
  constructor(bytes: Buffer, start = 0, groupBytes = GROUP_BYTES) {
    this.#bytes = bytes;
    this.#groupBytes = groupBytes;
    this.#at = start;
  }

  /**
   * Goes on for about `stepBytes`. @returns false when all bytes have been looked at
   *
   * @throws ParseError InvalidJson, InvalidFieldName
   */
  step(stepBytes: number): boolean {
    const until = Math.min(this.#bytes.length, this.#at + stepBytes);
    while (this.#at < until) {
      if (this.#inText) this.#skipText(until);
      else this.#take(this.#bytes[this.#at]!, this.#at++);
    }
    return this.#at < this.#bytes.length;
  }

  /** The object; undefined when there was nothing but space. @throws ParseError InvalidJson when it has not ended, or more follows it */
  finish(): unknown {
    if (this.#open.length > 0 || this.#inText) throw notJson();
    if (this.#done === undefined) return undefined;
    if (!this.#isBlank(this.#done.end, this.#bytes.length)) throw notJson();
    return this.#done.value;
  }

  #skipText(until: number): void {
    let at = this.#at;
    while (at < until && this.#bytes[at] !== QUOTE) at += this.#bytes[at] === BACKSLASH ? 2 : 1;
    this.#inText = at >= until;
    this.#at = this.#inText ? at : at + 1;
  }

  #take(byte: number, at: number): void {
    switch (byte) {
      case QUOTE:
        this.#inText = true;
        break;
      case 0x3a: // :
        this.#limits.colon();
        break;
      case 0x2c: // ,
        this.#limits.comma();
        this.#comma(at);
        break;
      case 0x7b: // {
      case 0x5b: // [
        this.#begin(byte === 0x5b, at);
        break;
      case 0x7d: // }
      case 0x5d: // ]
        this.#limits.close();
        this.#end(byte === 0x5d, at);
        break;
      default:
    }
    if (this.#open.length === 0 && this.#done === undefined && !isSpace(byte)) throw notAnObject();
  }

  #begin(isArray: boolean, start: number): void {
    if (this.#done !== undefined) throw notJson();
    if (this.#open.length === 0 && isArray) throw notAnObject();
    this.#limits.open(isArray);
    const inside = start + 1;
    this.#open.push({ isArray, start, pending: inside, member: inside, before: 'bracket', made: undefined, key: undefined });
  }

  #comma(at: number): void {
    const top = this.#open.at(-1);
    if (top === undefined) throw notJson();
    if (top.before === 'member') {
      if (!this.#isBlank(top.pending, at)) throw notJson();
      Object.assign(top, { pending: at + 1, before: 'comma' });
    } else if (at - top.pending >= this.#groupBytes) {
      this.#makeOpen();
      this.#parsePending(top, at);
      Object.assign(top, { pending: at + 1, before: 'comma' });
    }
    top.member = at + 1;
  }

  #end(isArray: boolean, at: number): void {
    const top = this.#open.pop();
    if (top === undefined || top.isArray !== isArray) throw notJson();
    const outer = this.#open.at(-1);
    if (top.made === undefined) {
      if (outer === undefined) this.#done = { value: this.#parse(this.#bytes.toString('utf8', top.start, at + 1)), end: at + 1 };
      return;
    }
    const isAllParsed = top.before === 'member' && this.#isBlank(top.pending, at);
    if (!isAllParsed) this.#parsePending(top, at);
    if (outer === undefined) this.#done = { value: top.made, end: at + 1 };
    else {
      if (Array.isArray(outer.made)) outer.made.push(top.made);
      else outer.made![top.key!] = top.made;
      Object.assign(outer, { pending: at + 1, before: 'member' });
    }
  }

  /** Begins to make all that is open part by part: the members before the one that is open are parsed, and its name is read. */
  #makeOpen(): void {
    for (const [index, open] of this.#open.entries()) {
      open.made ??= open.isArray ? [] : {};
      const inner = this.#open[index + 1];
      if (inner === undefined || inner.made !== undefined) continue;
      // Its comma ends the members before; none stands there when it is the first, or follows one that was made part by part.
      if (open.member > open.pending) this.#parsePending(open, open.member - 1);
      inner.key = this.#nameOf(open, this.#bytes.toString('utf8', open.member, inner.start));
    }
  }

  #nameOf({ isArray }: Open, text: string): string | undefined {
    if (isArray) {
      if (text.trim() !== '') throw notJson();
      return undefined;
    }
    const names = Object.keys(this.#parse(`{${text}null}`) as object);
    if (names.length !== 1) throw notJson();
    assertKeyAllowed(names[0]!);
    return names[0];
  }

  /** Parses the members up to `end`; between two commas there has to be one. */
  #parsePending(open: Open, end: number): void {
    const text = this.#bytes.toString('utf8', open.pending, end);
    if (open.before === 'member' || text.trim() === '') throw notJson();
    const members = this.#parse(open.isArray ? `[${text}]` : `{${text}}`);
    if (Array.isArray(open.made)) for (const item of members as unknown[]) open.made.push(item);
    else Object.assign(open.made!, members);
  }

  #parse(text: string): unknown {
    const json = parsed(text);
    assertNoForbiddenKeys(json, text);
    assertNumbersInRange(json, text);
    return json;
  }

  #isBlank(start: number, end: number): boolean {
    for (let at = start; at < end; at++) if (!isSpace(this.#bytes[at]!)) return false;
    return true;
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

/** The parser's own text would quote the body. */
function notJson(): ParseError {
  return new ParseError('InvalidJson', 'The body is not valid JSON.');
}

function notAnObject(): ParseError {
  return new ParseError('InvalidJson', 'The body must be a JSON object.');
}
