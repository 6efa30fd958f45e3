import { describe, expect, it } from 'vitest';
import { BoundedCache } from './index.ts';

const cacheOf = (options = {}) => new BoundedCache<string, string>({ max: 10, ttlMs: 60_000, ...options });

/** A loader whose loads end when the test says so, in the order it says. */
function heldLoads() {
  const held: PromiseWithResolvers<string>[] = [];
  const load = (): Promise<string> => {
    held.push(Promise.withResolvers<string>());
    return held.at(-1)!.promise;
  };
  return { held, load };
}

describe('BoundedCache', () => {
  it('loads once and answers from memory afterwards', async () => {
    const cache = cacheOf();
    const { held, load } = heldLoads();
    const first = cache.getOrLoad('a', load);
    held[0]!.resolve('one');
    expect(await first).toBe('one');
    expect(await cache.getOrLoad('a', load)).toBe('one');
    expect(cache.get('a')).toBe('one');
    expect(held).toHaveLength(1);
  });

  it('shares one load between those who ask at the same time', async () => {
    const cache = cacheOf();
    const { held, load } = heldLoads();
    const all = Promise.all([cache.getOrLoad('a', load), cache.getOrLoad('a', load), cache.getOrLoad('b', load)]);
    held[0]!.resolve('one');
    held[1]!.resolve('two');
    expect(await all).toEqual(['one', 'one', 'two']);
    expect(held).toHaveLength(2);
  });

  it.each(['delete', 'clear'] as const)('does not store a load that %s has overtaken', async (invalidation) => {
    const cache = cacheOf();
    const { held, load } = heldLoads();
    const stale = cache.getOrLoad('a', load);
    cache[invalidation]('a');
    held[0]!.resolve('old');
    expect(await stale).toBe('old');
    expect(cache.get('a')).toBeUndefined();
  });

  it('gives a newer load to callers that ask after an invalidation, whichever load ends first', async () => {
    const cache = cacheOf();
    const { held, load } = heldLoads();
    const before = cache.getOrLoad('a', load);
    cache.delete('a');
    const after = cache.getOrLoad('a', load);
    held[1]!.resolve('new');
    expect(await after).toBe('new');
    held[0]!.resolve('old');
    expect(await before).toBe('old');
    expect(cache.get('a')).toBe('new');
  });

  it('keeps the newer load shared when the overtaken one ends before it', async () => {
    const cache = cacheOf();
    const { held, load } = heldLoads();
    const before = cache.getOrLoad('a', load);
    cache.delete('a');
    const after = cache.getOrLoad('a', load);
    held[0]!.resolve('old');
    await before;
    const later = cache.getOrLoad('a', load);
    held[1]!.resolve('new');
    expect(await Promise.all([after, later])).toEqual(['new', 'new']);
    expect(held).toHaveLength(2);
    expect(cache.get('a')).toBe('new');
  });

  it('lets the invalidation of one key leave the load of another alone', async () => {
    const cache = cacheOf();
    const { held, load } = heldLoads();
    const loading = cache.getOrLoad('a', load);
    cache.delete('b');
    held[0]!.resolve('one');
    await loading;
    expect(cache.get('a')).toBe('one');
  });

  it('prefers a value set meanwhile to the one being loaded', async () => {
    const cache = cacheOf();
    const { held, load } = heldLoads();
    const loading = cache.getOrLoad('a', load);
    cache.set('a', 'set');
    held[0]!.resolve('loaded');
    await loading;
    expect(cache.get('a')).toBe('set');
  });

  it('does not remember failures', async () => {
    const cache = cacheOf();
    const { held, load } = heldLoads();
    const both = [cache.getOrLoad('a', load), cache.getOrLoad('a', load)];
    held[0]!.reject(new Error('down'));
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = cache.getOrLoad('a', load);
    held[1]!.resolve('up');
    expect(await again).toBe('up');
  });

  it('turns a loader that throws at once into a rejection, and forgets it', async () => {
    const cache = cacheOf();
    const failing = (): never => {
      throw new Error('at once');
    };
    await expect(cache.getOrLoad('a', failing)).rejects.toThrow('at once');
    await expect(cache.getOrLoad('a', async () => 'fine')).resolves.toBe('fine');
  });

  it('holds at most max, dropping the least recently used', () => {
    const cache = cacheOf({ max: 2 });
    cache.set('a', '1');
    cache.set('b', '2');
    cache.get('a');
    cache.set('c', '3');
    expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.size]).toEqual(['1', undefined, '3', 2]);
  });

  it('remembers that something does not exist', async () => {
    const cache = new BoundedCache<string, string | null | undefined>({ max: 10 });
    let loads = 0;
    const load = async () => (loads++, null);
    await cache.getOrLoad('a', load);
    expect(await cache.getOrLoad('a', load)).toBeNull();
    expect(loads).toBe(1);
  });

  it('trusts an entry no longer than ttlMs', async () => {
    const cache = cacheOf({ ttlMs: 20 });
    cache.set('a', '1');
    await expect.poll(() => cache.get('a')).toBeUndefined();
  });
});
