/** One kind of slow query, as `GET /admin/slow-queries` lists it. */
export interface SlowQuery {
  readonly className: string;
  readonly operation: string;
  readonly shape: string;
  readonly count: number;
  readonly slowCount: number;
  readonly timeouts: number;
  readonly totalMs: number;
  readonly medianMs: number;
  readonly p90Ms: number;
  readonly averageScanned: number | null;
  readonly plan: { readonly index: string | null } | null;
  readonly suggestion: {
    readonly index: Readonly<Record<string, unknown>> | null;
    readonly why: string | null;
    readonly hint: string | null;
  } | null;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** The query as administrators see it, with its advice as members of its own. */
export function shownQuery({ plan, suggestion, ...query }: SlowQuery) {
  return { ...query, index: plan?.index ?? null, ...adviceIn(suggestion) };
}

/** Empty for a query on which there is no advice. */
export function adviceOn({ suggestion, className, operation, shape, count, slowCount, totalMs, p90Ms }: SlowQuery) {
  if (suggestion === null || (suggestion.index === null && suggestion.hint === null)) return [];
  return [{ className, operation, shape, count, slowCount, totalMs, p90Ms, ...adviceIn(suggestion) }];
}

function adviceIn(suggestion: SlowQuery['suggestion']) {
  const key = Object.entries(suggestion?.index ?? {}).map(([field, direction]) => ({ field, direction: String(direction) }));
  return { key, why: suggestion?.why ?? null, hint: suggestion?.hint ?? null };
}
