import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { strideOf } from './stride.ts';

export type ListedPush = ReplyOf<'push/list'>['pushes'][number];
export type FullPush = ReplyOf<'push/get'>;
export type Report = ReplyOf<'push/experiment'>;
export type Opens = ReplyOf<'push/opens'>;

/** Opens have to be on the screen within five seconds; the server counts them every two. */
const LIVE_MS = 1_500;

export const pushesKey = (app: string) => ['pushes', app] as const;

export const pushQuery = (app: string, id: string) =>
  queryOptions({
    queryKey: [...pushesKey(app), 'push', id],
    queryFn: ({ signal }) => call('push/get', { app, id }, signal),
    refetchInterval: LIVE_MS,
  });

export const experimentQuery = (app: string, id: string) =>
  queryOptions({
    queryKey: [...pushesKey(app), 'experiment', id],
    queryFn: ({ signal }) => call('push/experiment', { app, id }, signal),
    refetchInterval: LIVE_MS,
  });

/** Read anew only when the number of opens has changed, as counting them over time is more work than reading their number. */
export const opensQuery = (app: string, { id, startedAt, createdAt, opened = 0 }: FullPush) =>
  queryOptions({
    queryKey: [...pushesKey(app), 'opens', id, opened],
    queryFn: async ({ signal }) => {
      const stride = strideOf(Date.now() - Date.parse(startedAt ?? createdAt));
      return { stride, ...(await call('push/opens', { app, id, stride }, signal)) };
    },
    placeholderData: keepPreviousData,
  });
