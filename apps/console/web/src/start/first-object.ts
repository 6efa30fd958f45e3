import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { classesQuery } from '../data/classes.ts';

const LOOK_EVERY_MS = 1_500;

/** A class that the app's own clients have made, with an object: the platform's own begin with an underscore. */
const isOwn = ({ className, objects }: { className: string; objects: number }): boolean => !className.startsWith('_') && objects > 0;

/** Waits for the first object of an app, and tells the newest of the first class that has one. */
export function useFirstObject(app: string) {
  const classes = useQuery({
    ...classesQuery(app),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.some(isOwn) === true ? false : LOOK_EVERY_MS),
  });
  const found = classes.data?.find(isOwn);
  const total = (classes.data ?? []).filter(isOwn).reduce((sum, { objects }) => sum + objects, 0);
  const newest = useQuery({
    queryKey: ['first-object', app, found?.className],
    enabled: found !== undefined,
    queryFn: ({ signal }) => call('data/find', { app, className: found?.className ?? '', limit: 1, order: '-createdAt' }, signal),
  });
  return { classes, className: found?.className, total, object: newest.data?.results[0] };
}
