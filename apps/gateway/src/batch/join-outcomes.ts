import type { ErrorBody, ParseError } from '@parlance/errors';
import type { Outcome } from './run-tasks.ts';

const OPEN = Buffer.from('[');
const COMMA = Buffer.from(',');
const CLOSE = Buffer.from(']');
const SUCCESS = Buffer.from('{"success":');
const END = Buffer.from('}');

/**
 * The answer of a batch: a JSON array in the order of its parts. A group that is the whole batch is the answer already; the bytes of
 * other answers are put in unread, and only the arrays of groups are taken apart.
 *
 * @param count parts of the batch; each has exactly one place among the outcomes
 * @param tell the body of an answer that carries an error
 */
export function joinOutcomes(outcomes: readonly Outcome[], count: number, tell: (error: ParseError) => ErrorBody): Uint8Array {
  const [only] = outcomes;
  if (only?.kind === 'group' && only.indexes.length === count) return only.body;
  const items: Uint8Array[][] = Array.from({ length: count }, () => []);
  for (const outcome of outcomes) {
    if (outcome.kind === 'group') {
      const elements = elementsOf(outcome.body);
      for (const [place, index] of outcome.indexes.entries()) items[index] = [Buffer.from(JSON.stringify(elements[place]))];
    } else if (outcome.kind === 'error') items[outcome.index] = [Buffer.from(JSON.stringify({ error: tell(outcome.error) }))];
    else items[outcome.index] = [SUCCESS, outcome.body, END];
  }
  const separated = items.flatMap((item, index) => (index === 0 ? item : [COMMA, ...item]));
  return Buffer.concat([OPEN, ...separated, CLOSE]);
}

function elementsOf(body: Uint8Array): readonly unknown[] {
  const elements: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  if (!Array.isArray(elements)) throw new Error('The answer to a group of creates is an array.');
  return elements;
}
