/**
 * Codes with which MongoDB refuses a query that was compiled here, because of a wish of the client that only the database can
 * know: such an error is the client's (InvalidQuery, 102), not ours.
 *
 * - 2 BadValue: `hint` names no index; `order` names two lists
 * - 51091: a pattern that its own engine cannot read, such as a look-behind without fixed length
 */
export const REFUSED_QUERY_CODES: ReadonlySet<unknown> = new Set([2, 51_091]);
