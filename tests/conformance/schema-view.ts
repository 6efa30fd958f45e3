/** Indexes that no request has declared: MongoDB's own, and those that Parlance gives classes, for geo queries among others. */
const UNDECLARED = /^(_id_|_(created|updated)_at_1__id_1|.+_2dsphere)$/;

/**
 * A class's schema with the indexes that requests have declared. Parlance lists all that a class has by then, and those that are being
 * made; Parse Server those that it was told of.
 */
export function withDeclaredIndexes(body: unknown): unknown {
  const { indexes, indexBuilds, ...schema } = body as IndexMembers;
  return { ...schema, ...declaredAmong('indexes', indexes), ...declaredAmong('indexBuilds', indexBuilds) };
}

interface IndexMembers {
  readonly indexes?: Readonly<Record<string, unknown>>;
  readonly indexBuilds?: Readonly<Record<string, unknown>>;
}

function declaredAmong(member: keyof IndexMembers, byName: Readonly<Record<string, unknown>> = {}): IndexMembers {
  const declared = Object.entries(byName).filter(([name]) => !UNDECLARED.test(name));
  return declared.length === 0 ? {} : { [member]: Object.fromEntries(declared) };
}
