import { ParseError } from '@parlance/errors';

/** The settings of an app that bound an answer. */
export interface AnswerLimits {
  readonly includedObjectsMax: number;
  readonly answerBytesMax: number;
}

/**
 * The most that one answer may expand to. A pointer is followed at each place it stands at, and the object behind it is printed there: lists
 * of pointers inside one another multiply, and eleven stored objects can make gigabytes. So places are counted, and bytes by place, before
 * anything is read or printed that goes beyond.
 *
 * @throws InvalidQuery (102) from both methods, once the budget is spent
 */
export class AnswerBudget {
  readonly #limits: AnswerLimits;
  #places = 0;
  #bytes = 0;

  constructor(limits: AnswerLimits) {
    this.#limits = limits;
  }

  /** @param places of one pointer in the answer */
  takePlaces(places: number): void {
    this.#places += places;
    if (this.#places <= this.#limits.includedObjectsMax) return;
    throw new ParseError('InvalidQuery', `include expands to more than ${this.#limits.includedObjectsMax} objects. Ask for fewer.`);
  }

  /** @param bytes of one object. @param places it is printed at */
  takeBytes(bytes: number, places: number): void {
    this.#bytes += bytes * places;
    if (this.#bytes <= this.#limits.answerBytesMax) return;
    throw answerTooLarge(this.#limits.answerBytesMax);
  }
}

export function answerTooLarge(bytesMax: number): ParseError {
  return new ParseError('InvalidQuery', `The answer would have more than ${bytesMax} bytes. Ask for fewer objects or fields.`);
}

/** Bytes of a number, and of the quotes, colons and commas around a member, on average. */
const NUMBER_BYTES = 8;
const AROUND_BYTES = 4;

/**
 * About the bytes that a value takes in an answer: never less than a sixth, as for a string of control characters. Cost: one walk through the
 * value, nothing is copied.
 */
export function printedBytes(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return NUMBER_BYTES;
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value) bytes += printedBytes(item) + 1;
    return bytes;
  }
  for (const name in value) bytes += name.length + AROUND_BYTES + printedBytes((value as Record<string, unknown>)[name]);
  return bytes;
}
