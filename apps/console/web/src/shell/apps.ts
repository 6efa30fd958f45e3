import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/client.ts';

const APPS_MAX = 1000;

/** The apps that the administrator is admitted to. */
export const appsQuery = queryOptions({
  queryKey: ['apps'],
  queryFn: async ({ signal }) => (await call('apps/list', { limit: APPS_MAX, after: '' }, signal)).apps,
});
