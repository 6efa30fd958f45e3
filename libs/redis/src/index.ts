export { connectRedis, type RedisOptions, type RedisUse } from './connect.ts';
export { REDIS_SETTINGS } from './settings.ts';
export type { Redis } from 'ioredis';
