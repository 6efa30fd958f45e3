/** Indexes that no request has declared: MongoDB's own, and those that Parlance gives classes, for geo queries among others. */
const UNDECLARED = /^(_id_|_(created|updated)_at_1__id_1|.+_2dsphere)$/;

/**
 * A class's schema with the indexes that requests have declared. Parlance lists all that a class has by then, Parse Server those that
 * it was told of.
 */
export function withDeclaredIndexes(body: unknown): unknown {
  const { indexes, ...schema } = body as { indexes?: Record<string, unknown> };
  if (indexes === undefined) return body;
  const declared = Object.entries(indexes).filter(([name]) => !UNDECLARED.test(name));
  return declared.length === 0 ? schema : { ...schema, indexes: Object.fromEntries(declared) };
}
