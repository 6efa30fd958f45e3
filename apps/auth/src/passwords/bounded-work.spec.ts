import { describe, expect, it } from 'vitest';
import { BoundedWork } from './bounded-work.ts';

/** Work that ends when told to, and a record of the work that began. */
function manualWork() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
  };
  return { begun, work, end: (name: string) => ends.get(name)?.() };
}

const busy = expect.objectContaining({ kind: 'ServiceUnavailable', code: 2, status: 503 });

describe('bounded work', () => {
  it('runs as much at once as it may, the rest in order of arrival, and refuses work that finds no place', async () => {
    const { begun, work, end } = manualWork();
    const bounded = new BoundedWork({ concurrency: 2, waitingMax: 2 });
    const results = ['a', 'b', 'c', 'd'].map((name) => bounded.run(work(name)));
    await expect(bounded.run(work('e'))).rejects.toEqual(busy);
    expect(begun).toEqual(['a', 'b']);
    expect(bounded.waiting).toBe(2);
    for (const name of ['b', 'a', 'c', 'd']) {
      end(name);
      await Promise.resolve();
      await new Promise(setImmediate);
    }
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd']);
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    expect(bounded.waiting).toBe(0);
  });

  it('does not begin work that nobody waits for any more, and goes on with the next', async () => {
    const { begun, work, end } = manualWork();
    const bounded = new BoundedWork({ concurrency: 1, waitingMax: 5 });
    let wanted = true;
    const first = bounded.run(work('first'));
    const given = bounded.run(work('given up'), () => wanted);
    const last = bounded.run(async () => 'last');
    wanted = false;
    end('first');
    await expect(given).rejects.toEqual(busy);
    expect(await first).toBe('first');
    expect(await last).toBe('last');
    expect(begun).toEqual(['first']);
  });

  it('keeps its places when work fails', async () => {
    const bounded = new BoundedWork({ concurrency: 1, waitingMax: 1 });
    for (let round = 0; round < 3; round++) {
      await expect(bounded.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    }
    expect(await bounded.run(async () => 'fine')).toBe('fine');
  });
});
