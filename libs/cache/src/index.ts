export { BoundedCache, type BoundedCacheOptions } from './bounded-cache.ts';
export { Gatherer, type WorkOnGroup } from './gather.ts';
