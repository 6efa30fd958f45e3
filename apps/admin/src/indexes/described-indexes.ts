/** The members of a class's description that tell of its indexes, as `GET /schemas/<Class>` has them. */
export interface DescribedIndexes {
  readonly className: string;
  readonly indexes?: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  readonly indexOptions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly indexBuilds?: Readonly<
    Record<string, { readonly state: 'building' | 'failed'; readonly percent?: number; readonly error?: string }>
  >;
}

export interface ShownBuild {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly done: number;
  readonly total: number;
  readonly error: string | null;
}

export interface ShownIndex {
  readonly name: string;
  readonly key: { readonly field: string; readonly direction: string }[];
  readonly options: Record<string, unknown>;
  readonly build: ShownBuild | null;
}

/** A build counts to 100, as far as the database tells how far it is. */
const TOTAL = 100;

/** @returns undefined for an index that is not there and not being made */
export function buildOf({ className, indexes = {}, indexBuilds = {} }: DescribedIndexes, name: string): ShownBuild | undefined {
  const id = `${className}/${name}`;
  const found = Object.hasOwn(indexBuilds, name) ? indexBuilds[name] : undefined;
  if (found?.state === 'failed') return { id, state: 'failed', done: 0, total: TOTAL, error: found.error ?? '' };
  if (found !== undefined) return { id, state: 'running', done: found.percent ?? 0, total: TOTAL, error: null };
  return Object.hasOwn(indexes, name) ? { id, state: 'done', done: TOTAL, total: TOTAL, error: null } : undefined;
}

/** All indexes of a class: those that stand, are being made, or could not be. */
export function indexesIn(described: DescribedIndexes): ShownIndex[] {
  const { indexes = {}, indexOptions = {}, indexBuilds = {} } = described;
  return [...new Set([...Object.keys(indexes), ...Object.keys(indexBuilds)])].map((name) => {
    const build = buildOf(described, name);
    return {
      name,
      key: Object.entries(indexes[name] ?? {}).map(([field, direction]) => ({ field, direction: String(direction) })),
      options: { ...indexOptions[name] },
      build: build === undefined || build.state === 'done' ? null : build,
    };
  });
}
