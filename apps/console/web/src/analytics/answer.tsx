import type { ReactNode } from 'react';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { OperationName, ReplyOf, RequestOf } from '../api/operations.ts';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';

type Question = Extract<OperationName, `analytics/${string}`>;
const EVERY_MS = 15_000;

interface Options {
  /** How often the question is asked again. */
  readonly everyMs?: number;
  readonly enabled?: boolean;
}

/** The answer to a question about an app, kept fresh. While another question of the same app is asked, the figures before stay. */
export function useAnswer<Name extends Question>(name: Name, request: RequestOf<Name> & { app: string }, options: Options = {}) {
  const { everyMs = EVERY_MS, enabled = true } = options;
  const key = ['analytics', request.app, name] as const;
  return useQuery({
    queryKey: [...key, request],
    queryFn: ({ signal }): Promise<ReplyOf<Name>> => call(name, request, signal),
    placeholderData: (before, query) => (query?.queryKey[1] === request.app ? before : undefined),
    refetchInterval: everyMs,
    enabled,
  });
}

/** The part of a page that shows an answer, or says why there is none. */
export function Answer<Reply>({ query, children }: { query: UseQueryResult<Reply>; children: (reply: Reply) => ReactNode }) {
  const { data, error, refetch } = query;
  return (
    <>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && query.fetchStatus !== 'idle' && <Loading />}
      {data !== undefined && children(data)}
    </>
  );
}
