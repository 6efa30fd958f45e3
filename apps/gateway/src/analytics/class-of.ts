import { NAMED_CLASSES } from '../accounts/named-class-routes.ts';

const CLASSES: ReadonlyMap<string, string> = new Map(NAMED_CLASSES);

/** The class that a route without one in its path is about, or the route's first word in brackets: no class has such a name. */
export function classOf(path: string | undefined): string {
  if (path === undefined) return '';
  const end = path.indexOf('/', 1);
  const word = end < 0 ? path.slice(1) : path.slice(1, end);
  return CLASSES.get(word) ?? `(${word})`;
}
