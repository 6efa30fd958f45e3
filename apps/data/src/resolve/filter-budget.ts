import { ParseError } from '@parlance/errors';

/** The bytes of one filter that answers may take. MongoDB takes commands of 16 MB; the rest is left to the client's own conditions. */
const ANSWER_BYTES_MAX = 14 << 20;
/** Type, key and length of one element of a list in BSON, where the list has a hundred thousand. */
const ELEMENT_BYTES = 13;

/** The room left in a filter for the answers of its subqueries and relations, however many they are. One per filter. */
export class FilterBudget {
  #left = ANSWER_BYTES_MAX;

  /**
   * @param length of a value as stored, in characters or bytes
   * @throws InvalidQuery (102) when all answers together are more than a filter can hold
   */
  spend(length: number): void {
    this.#left -= length + ELEMENT_BYTES;
    if (this.#left < 0) throw new ParseError('InvalidQuery', 'A subquery or relation of this query finds too many objects.');
  }
}
