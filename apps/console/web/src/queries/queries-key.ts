/** Keys of an app's slow queries and unused indexes in the cache of answers. */
export const queriesKey = (app: string) => ['queries', app] as const;
export const unusedKey = (app: string) => ['unused-indexes', app] as const;
