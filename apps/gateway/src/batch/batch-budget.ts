import { ParseError } from '@parlance/errors';
import type { Members } from '../body/parse-body.ts';

/**
 * Reads beside their own that the parts of one batch may ask for together: one for each subquery in a `where`, and for each level of each path
 * that is included.
 */
export const BATCH_READS_MAX = 500;
/** Bytes of the answers of all parts, which are held until the last of them is there: as many as one answer may have by default. */
export const BATCH_ANSWER_BYTES_MAX = 64 << 20;

const SUBQUERIES: ReadonlySet<string> = new Set(['$inQuery', '$notInQuery', '$select', '$dontSelect', '$relatedTo']);

/** @throws InvalidQuery (102) before anything of the batch runs */
export function assertReads(inputs: Iterable<Members>): void {
  let reads = 0;
  for (const input of inputs) reads += includedLevels(input['include']) + subqueriesOf(input['where']);
  if (reads <= BATCH_READS_MAX) return;
  throw new ParseError(
    'InvalidQuery',
    `The parts of a batch include and ask at most ${BATCH_READS_MAX} other objects together, by include and subqueries.`,
  );
}

function includedLevels(include: unknown): number {
  const paths: unknown[] = typeof include === 'string' ? include.split(',') : Array.isArray(include) ? include : [];
  return paths.reduce<number>((levels, path) => levels + (typeof path === 'string' ? path.split('.').length : 1), 0);
}

/** A `where` in a query string is the text of its JSON. One that cannot be read is refused where it is used. */
function subqueriesOf(where: unknown): number {
  if (typeof where !== 'string') return subqueriesIn(where);
  try {
    return subqueriesIn(JSON.parse(where));
  } catch {
    return 0; // Nothing is asked by it.
  }
}

function subqueriesIn(where: unknown): number {
  if (typeof where !== 'object' || where === null) return 0;
  let subqueries = 0;
  for (const [key, value] of Object.entries(where)) subqueries += (SUBQUERIES.has(key) ? 1 : 0) + subqueriesIn(value);
  return subqueries;
}

/** The bytes that the answers of a batch may still have. Parts that would answer with more are refused, each alone. */
export class AnswerBytes {
  #left = BATCH_ANSWER_BYTES_MAX;

  /** @throws InvalidQuery (102) before a part runs that can have no answer any more */
  assertSome(): void {
    if (this.#left <= 0) throw answersTooLarge();
  }

  /**
   * @param effect of the part: a write has happened, and is answered in every case
   * @throws InvalidQuery (102) for an answer that is too large beside those before it
   */
  take(body: Uint8Array, effect: 'read' | 'write'): Uint8Array {
    this.#left -= body.byteLength;
    if (this.#left < 0 && effect === 'read') throw answersTooLarge();
    return body;
  }
}

function answersTooLarge(): ParseError {
  return new ParseError('InvalidQuery', `The answers of a batch have at most ${BATCH_ANSWER_BYTES_MAX} bytes together.`);
}
