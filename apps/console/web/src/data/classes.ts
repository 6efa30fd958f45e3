import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ClassFacts } from '../api/data-operations.ts';

/** The classes of an app, with their fields and estimated counts. */
export const classesQuery = (app: string) =>
  queryOptions({
    queryKey: ['classes', app],
    queryFn: async ({ signal }) => {
      const { classes } = await call('data/classes', { app }, signal);
      return classes.toSorted((a, b) => a.className.localeCompare(b.className));
    },
  });

/** One class, once the list is there; undefined as well where the class is gone. */
export function useClass(
  app: string,
  className: string,
): { facts: ClassFacts | undefined; pending: boolean; error: Error | null; retry: () => void } {
  const { data, isPending, error, refetch } = useQuery(classesQuery(app));
  return { facts: data?.find((facts) => facts.className === className), pending: isPending, error, retry: () => void refetch() };
}
