/** Where several requests come in one. */
export const BATCH = '/batch';
