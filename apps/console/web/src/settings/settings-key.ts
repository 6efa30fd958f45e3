/** The key of an app's settings in the cache of answers. */
export const settingsKey = (app: string) => ['settings', app] as const;
