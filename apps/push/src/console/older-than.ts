import { ParseError } from '@parlance/errors';

/** `<createdAt, ISO 8601>,<objectId>` of the last push of the page before. */
const PLACE = /^(?<iso>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z),(?<id>\w{1,100})$/;

/**
 * Constraints on pushes that stand behind a place in the list, which is ordered by `-createdAt,-objectId`: a page that begins there neither
 * repeats nor leaves out a push when others are added or removed meanwhile.
 *
 * @throws InvalidQuery (102)
 */
export function olderThan(place: unknown): { readonly $or: readonly Readonly<Record<string, unknown>>[] } {
  const { iso, id } = (typeof place === 'string' ? PLACE.exec(place)?.groups : undefined) ?? {};
  if (iso === undefined || id === undefined || Number.isNaN(Date.parse(iso))) {
    throw new ParseError('InvalidQuery', 'before is the time and the id of a push, separated by a comma.');
  }
  const createdAt = { __type: 'Date', iso };
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, objectId: { $lt: id } }] };
}
