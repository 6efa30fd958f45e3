import { describe, expect, it } from 'vitest';
import { Lanes } from './lanes.ts';

/** Lanes whose runs end when the test says so, and the groups that they were given. */
function controlled() {
  const groups: string[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const lanes = new Lanes<number, number>(async (key, entries) => {
    groups.push(`${key}:${entries.join(',')}`);
    const end = Promise.withResolvers<void>();
    ends.push(end);
    await end.promise;
    return entries.map((entry) => entry * 2);
  });
  return { lanes, groups, ends };
}

const turn = () => new Promise<void>((wake) => setImmediate(wake));

describe('Lanes', () => {
  it('runs together what waits for the end of the run under way, and answers each', async () => {
    const { lanes, groups, ends } = controlled();
    const first = lanes.add('a', 1);
    await turn();
    const later = [lanes.add('a', 2), lanes.add('a', 3)];
    expect(groups).toEqual(['a:1']);
    ends[0]!.resolve();
    expect(await first).toBe(2);
    await turn();
    expect(groups).toEqual(['a:1', 'a:2,3']);
    ends[1]!.resolve();
    expect(await Promise.all(later)).toEqual([4, 6]);
  });

  it('runs together what comes in one turn, and lanes apart from each other', async () => {
    const { lanes, groups, ends } = controlled();
    const all = [lanes.add('a', 1), lanes.add('b', 2), lanes.add('a', 3)];
    await turn();
    expect(groups).toEqual(['a:1,3', 'b:2']);
    ends.forEach(({ resolve }) => resolve());
    expect(await Promise.all(all)).toEqual([2, 4, 6]);
  });

  it('starts the next run after a while, though the one under way has not ended', async () => {
    const { lanes, groups, ends } = controlled();
    const slow = lanes.add('a', 1);
    await turn();
    const next = lanes.add('a', 2);
    await expect.poll(() => groups).toEqual(['a:1', 'a:2']);
    ends[1]!.resolve();
    expect(await next).toBe(4);
    ends[0]!.resolve();
    expect(await slow).toBe(2);
  });

  it('starts a full group at once', async () => {
    const { lanes, groups, ends } = controlled();
    void lanes.add('a', 0);
    await turn();
    const all = Array.from({ length: 101 }, (_, at) => lanes.add('a', at));
    expect(groups.map((group) => group.split(',').length)).toEqual([1, 100]);
    ends[1]!.resolve();
    expect((await Promise.all(all.slice(0, 100))).at(-1)).toBe(198);
  });

  it('fails the entries of a group that fails, and goes on', async () => {
    const lanes = new Lanes<number, number>((_key, entries) =>
      entries.includes(13) ? Promise.reject(new Error('unlucky')) : Promise.resolve(entries),
    );
    const outcomes = await Promise.allSettled([lanes.add('a', 13), lanes.add('a', 1), lanes.add('b', 2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(await lanes.add('a', 3)).toBe(3);
  });
});
