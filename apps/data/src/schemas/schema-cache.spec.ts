import { emptySchema, FIELD_TYPES, withFields, type ClassSchema } from '@parlance/values';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BELIEVED_MS } from '../removals/grace.ts';
import { SchemaCache } from './schema-cache.ts';
import type { SchemaStore } from './schema.store.ts';

const SMALL = emptySchema('Game');
const GROWN = withFields(SMALL, new Map([['score', FIELD_TYPES.Number]]));

/** A store whose class the test changes; each reading gives a new ClassSchema, as a database does. */
function storeOf(first: ClassSchema | undefined) {
  const store = { stored: first, reads: 0, met: [] as string[], missed: [] as string[] };
  const read = async (): Promise<ClassSchema | undefined> => {
    store.reads++;
    return store.stored === undefined ? undefined : { ...store.stored };
  };
  const cache = new SchemaCache({ read } as unknown as SchemaStore, {
    entriesMax: 10,
    onMet: ({ className }) => store.met.push(className),
    onMissed: (className) => store.missed.push(className),
  });
  return { store, cache };
}

describe('SchemaCache', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('reads a class once for all who ask within its time', async () => {
    const { store, cache } = storeOf(SMALL);
    const [one, other] = await Promise.all([cache.get('Game'), cache.get('Game')]);
    expect(one).toBe(other);
    expect(await cache.get('Game')).toBe(one);
    expect([store.reads, store.met]).toEqual([1, ['Game']]);
  });

  it('believes nothing for longer than its time, although no event comes', async () => {
    const { store, cache } = storeOf(SMALL);
    await cache.get('Game');
    store.stored = GROWN;
    vi.advanceTimersByTime(BELIEVED_MS);
    expect((await cache.get('Game'))?.fields.has('score')).toBe(true);
  });

  it('reads a class in use again beside the requests, and keeps it the same when nothing has changed', async () => {
    const { store, cache } = storeOf(SMALL);
    const first = await cache.get('Game');
    vi.advanceTimersByTime(BELIEVED_MS - 1);
    expect(await cache.get('Game')).toBe(first);
    await vi.advanceTimersByTimeAsync(0);
    expect(store.reads).toBe(2);
    vi.advanceTimersByTime(BELIEVED_MS - 1);
    expect(await cache.get('Game')).toBe(first);
    vi.advanceTimersByTime(BELIEVED_MS);
    store.stored = GROWN;
    expect(await cache.get('Game')).not.toBe(first);
  });

  it('lets no reading that a change has overtaken bring back what was', async () => {
    const { store, cache } = storeOf(SMALL);
    await cache.get('Game');
    vi.advanceTimersByTime(BELIEVED_MS - 1);
    await cache.get('Game'); // begins to read again beside this
    cache.forget('Game');
    store.stored = GROWN;
    await vi.advanceTimersByTimeAsync(0);
    expect((await cache.get('Game'))?.fields.has('score')).toBe(true);
  });

  it('knows that a class does not exist, and tells that it was missed', async () => {
    const { store, cache } = storeOf(undefined);
    expect(await cache.get('Game')).toBeUndefined();
    expect(await cache.get('Game')).toBeUndefined();
    expect([store.reads, store.missed, store.met]).toEqual([1, ['Game'], []]);
  });

  it('readSince reads again only what is older', async () => {
    const { store, cache } = storeOf(SMALL);
    await cache.get('Game');
    await cache.readSince('Game', Date.now());
    expect(store.reads).toBe(1);
    vi.advanceTimersByTime(10);
    await cache.readSince('Game', Date.now());
    expect(store.reads).toBe(2);
  });
});
