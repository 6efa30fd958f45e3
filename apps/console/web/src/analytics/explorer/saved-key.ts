/** The place of saved graphs in the cache: as answers are kept. */
export const savedKey = (app: string) => ['analytics', app, 'analytics/graphs'] as const;
