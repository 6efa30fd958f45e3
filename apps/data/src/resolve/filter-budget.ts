import { ParseError } from '@parlance/errors';

/** What answers may take of one filter. MongoDB takes commands of 16 MB; the rest is left to what the client has written himself. */
const ANSWER_BYTES_MAX = 14 << 20;
/** Type, key and length of one element of a list in BSON, where the list has a hundred thousand. */
const ELEMENT_BYTES = 13;

/** What is left of a filter for the answers of its subqueries and relations, however many they are. One per filter. */
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
