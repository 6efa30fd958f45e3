import { queryOptions } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { SavedView } from '../../api/data-operations.ts';
import { gridSearch, type GridSearch } from '../search.ts';

/** The saved views of an app, which its administrators share. */
export const viewsQuery = (app: string) =>
  queryOptions({
    queryKey: ['views', app],
    queryFn: async ({ signal }) => (await call('data/views', { app }, signal)).views,
    staleTime: 10_000,
  });

/** The part of an address that shows a saved view. Whatever another release has saved differently falls back to its default. */
export function searchOf({ filters, order, hidden }: Pick<SavedView, 'filters' | 'order' | 'hidden'>): GridSearch {
  return gridSearch.parse({ filters, order, hidden });
}
