export { addressKey } from './address-key.ts';
export { connectRedis, type RedisOptions, type RedisUse } from './connect.ts';
export { Counters, type CountersOptions } from './counters.ts';
export { REDIS_SETTINGS } from './settings.ts';
export { Throttle, type Counted, type Limit, type ThrottleOptions, type Verdict } from './throttle.ts';
export { tooManyRequests } from './too-many-requests.ts';
export type { Redis } from 'ioredis';
