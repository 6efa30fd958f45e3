import { healthOf } from './health.ts';

/** The console is asked by browsers, over HTTP. */
export const health = healthOf('console');
