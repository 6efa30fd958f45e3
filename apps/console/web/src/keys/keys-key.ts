/** The key of an app's keys in the cache of answers. */
export const keysKey = (app: string) => ['keys', app] as const;
