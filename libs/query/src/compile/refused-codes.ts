/**
 * Codes with which MongoDB refuses a query that was compiled here, because of a wish of the client that only the database can
 * know: such an error is the client's (InvalidQuery, 102), not ours.
 *
 * - 2 BadValue: `hint` names no index; `order` names two lists
 * - 27 IndexNotFound, 291 NoQueryExecutionPlans: a search by distance or for words, and `hint` names an index that cannot answer it
 * - 10334 BSONObjectTooLarge: the values that are asked for take more than 16 MB
 * - 51091: a pattern that its own engine cannot read, such as a look-behind without fixed length
 */
export const REFUSED_QUERY_CODES: ReadonlySet<unknown> = new Set([2, 27, 291, 10_334, 51_091]);
