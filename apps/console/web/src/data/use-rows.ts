import { useEffect } from 'react';
import { queryOptions, useInfiniteQuery, useQueries, useQuery, type QueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { RestObject, Where } from '../api/data-operations.ts';

/** Objects of a class in an order: the thing that the grid shows. */
export interface Listing {
  readonly app: string;
  readonly className: string;
  readonly where?: Where | undefined;
  readonly order: string;
  /** With the rights of this user; empty for a caller without a session, undefined for all rights. */
  readonly as?: string | undefined;
}

const PAGE = 100;
const ANCHORS_PER_ANSWER = 1000;
/** The visible rows are read again so often, so that changes of others appear. */
const LOOK_AGAIN_MS = 10_000;
/** MongoDB knows the number of all objects; those that meet a condition it has to count one by one. */
const COUNT_AGAIN_MS = 60_000;

const rowsKey = ({ app, className }: Pick<Listing, 'app' | 'className'>) => ['rows', app, className] as const;
const keyOf = (kind: 'page' | 'count' | 'anchors', listing: Listing) =>
  [...rowsKey(listing), kind, listing.where ?? null, listing.order, listing.as ?? null] as const;
const asked = ({ app, className, where, order, as }: Listing) => ({
  app,
  className,
  order,
  ...(where === undefined ? {} : { where }),
  ...(as === undefined ? {} : { as }),
});

interface RowPage {
  readonly results: readonly RestObject[];
}

/** Options of the query of one page; `after` is the key of the row before it, undefined for the first page. */
const pageQuery = (listing: Listing, page: number, after: string | undefined) =>
  queryOptions({
    queryKey: [...keyOf('page', listing), page],
    enabled: page === 0 || after !== undefined,
    refetchInterval: LOOK_AGAIN_MS,
    queryFn: ({ signal }): Promise<RowPage> =>
      call('data/find', { ...asked(listing), limit: PAGE, ...(after === undefined ? {} : { after }) }, signal),
  });

/** The number of rows of a listing; undefined until something is known. The first page stands in until all are counted. */
export function useRowCount(listing: Listing): { readonly count: number | undefined; readonly error: Error | null } {
  const counting = useQuery({
    queryKey: keyOf('count', { ...listing, order: '' }),
    queryFn: async ({ signal }) => {
      const { order: _, ...query } = asked(listing);
      const reply = await call('data/find', { ...query, limit: 1, count: true, keys: ['objectId'] }, signal);
      return reply.count ?? reply.results.length;
    },
    refetchInterval: listing.where === undefined ? LOOK_AGAIN_MS : COUNT_AGAIN_MS,
  });
  const first = useQuery(pageQuery(listing, 0, undefined));
  const known = [counting.data, first.data?.results.length].filter((count) => count !== undefined);
  return { count: known.length === 0 ? undefined : Math.max(...known), error: first.error ?? counting.error };
}

/** Where each hundredth row begins, read as far as the rows that are looked at: a jump stays a keyset query. */
function useAnchors(listing: Listing, count: number, pageNeeded: number): (page: number) => string | undefined {
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = useInfiniteQuery({
    queryKey: keyOf('anchors', listing),
    enabled: count > PAGE,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(
        'data/anchors',
        { ...asked(listing), every: PAGE, limit: ANCHORS_PER_ANSWER, ...(pageParam === undefined ? {} : { after: pageParam }) },
        signal,
      ),
    getNextPageParam: ({ next }) => next,
    staleTime: 300_000,
    refetchOnWindowFocus: false,
  });
  const anchors = data?.pages ?? [];
  const known = anchors.length * ANCHORS_PER_ANSWER;
  const more = anchors.length > 0 && hasNextPage && !isFetching && !isError && pageNeeded >= known;
  useEffect(() => {
    if (more) void fetchNextPage();
  }, [more, fetchNextPage]);
  return (page) => anchors[Math.floor(page / ANCHORS_PER_ANSWER)]?.anchors[page % ANCHORS_PER_ANSWER];
}

export interface Rows {
  /** Rows of the whole listing, loaded or not. */
  readonly count: number;
  /** A row, or undefined where it is not loaded. */
  readonly at: (index: number) => RestObject | undefined;
  readonly loaded: readonly RestObject[];
}

/** The rows of a listing from `first` to `last`, read by pages with keys of the row before, never by skipping. */
export function useRows(listing: Listing, count: number, first: number, last: number): Rows {
  const from = Math.floor(first / PAGE);
  const to = Math.max(from, Math.floor(last / PAGE));
  const anchorOf = useAnchors(listing, count, to);
  const pages = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const results = useQueries({ queries: pages.map((page) => pageQuery(listing, page, page === 0 ? undefined : anchorOf(page))) });
  return {
    count,
    at: (index) => results[Math.floor(index / PAGE) - from]?.data?.results[index % PAGE],
    loaded: results.flatMap(({ data }) => data?.results ?? []),
  };
}

/** Reads all rows of a class again, in whatever order they are shown: objects came or went. */
export async function reloadRows(client: QueryClient, of: Pick<Listing, 'app' | 'className'>): Promise<void> {
  await Promise.all([client.invalidateQueries({ queryKey: rowsKey(of) }), client.invalidateQueries({ queryKey: ['classes', of.app] })]);
}

const isPage = (data: unknown): data is RowPage => typeof data === 'object' && data !== null && 'results' in data;

/** Puts another state of an object in its place, wherever rows of its class are shown. */
export function patchRow(
  client: QueryClient,
  of: Pick<Listing, 'app' | 'className'>,
  objectId: string,
  change: (object: RestObject) => RestObject,
): void {
  client.setQueriesData<unknown>({ queryKey: rowsKey(of) }, (data: unknown) => {
    if (!isPage(data) || !data.results.some((object) => object.objectId === objectId)) return data;
    return { ...data, results: data.results.map((object) => (object.objectId === objectId ? change(object) : object)) };
  });
}

/** An object as the screen shows it, if it is loaded. */
export function shownRow(client: QueryClient, of: Pick<Listing, 'app' | 'className'>, objectId: string): RestObject | undefined {
  for (const [, data] of client.getQueriesData<unknown>({ queryKey: rowsKey(of) })) {
    const found = isPage(data) ? data.results.find((object) => object.objectId === objectId) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
