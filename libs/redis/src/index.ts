export { addressKey } from './address-key.ts';
export { connectRedis, type RedisOptions, type RedisUse } from './connect.ts';
export { Counters, type CountersOptions } from './counters.ts';
export { REDIS_SETTINGS } from './settings.ts';
export type { Counted } from './counted.ts';
export { SharedNotes, type NotesOptions } from './shared-notes.ts';
export { Throttle, type Limit, type ThrottleOptions, type Verdict } from './throttle.ts';
export { tooManyRequests } from './too-many-requests.ts';
export type { Redis } from 'ioredis';
