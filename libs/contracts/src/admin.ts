import { healthOf } from './health.ts';

/** Administrative operations are no operations of the bus: they are declared in libs/admin-operations, and asked by people and tools. */
export const health = healthOf('admin');
