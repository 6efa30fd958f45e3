import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { t } from '../texts/index.ts';

export type Transfer = ReplyOf<'transfers/list'>['transfers'][number];
const BUSY_MS = 1_000;
const IDLE_MS = 15_000;

export const isUnderWay = ({ state }: Transfer): boolean => state === 'waiting' || state === 'running';
export const transfersKey = (app: string) => ['transfers', app] as const;

/** The last transfers of an app; they are looked at again and again while one is under way. */
export const transfersQuery = (app: string) =>
  queryOptions({
    queryKey: transfersKey(app),
    queryFn: async ({ signal }) => (await call('transfers/list', { app }, signal)).transfers,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) === true ? BUSY_MS : IDLE_MS),
  });

export function nameOf({ kind, className }: Transfer): string {
  const word = t.transfers.kinds[kind];
  return className === undefined ? t.transfers.of.app(word) : t.transfers.of.class(word, className);
}
