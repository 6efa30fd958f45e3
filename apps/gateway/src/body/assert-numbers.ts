import { ParseError } from '@parlance/errors';

/**
 * The signs of a number beyond the range of doubles: an exponent, or more digits than the greatest double has. Digits are counted from
 * their first on, as counting from each would take seconds for a text of long numbers.
 */
const BEYOND_DOUBLES = /\d[eE]|(?<!\d)\d{309}/;

/**
 * Refuses JSON whose numbers JavaScript can only read as infinity. Printed again on their way to a service, they would become null and
 * mean something else.
 *
 * @param json the value that JSON.parse made of `text`, its depth within bounds
 * @throws ParseError InvalidJson. Cost: one search of the text; only JSON that may hold such a number is looked through
 */
export function assertNumbersInRange(json: unknown, text: string): void {
  if (BEYOND_DOUBLES.test(text)) visit(json);
}

function visit(json: unknown): void {
  if (json === Infinity || json === -Infinity) throw new ParseError('InvalidJson', 'A number is out of range.');
  if (typeof json === 'object' && json !== null) for (const value of Object.values(json)) visit(value);
}
