import { describe, expect, it } from 'vitest';
import { SharedRuns } from './shared-runs.ts';

/** Work whose runs end when the test says so. */
function controlled() {
  const runs: { readonly timeMsMax: number; readonly end: (result: number) => void; readonly fail: (error: Error) => void }[] = [];
  const work = (timeMsMax: number) =>
    new Promise<number>((resolve, reject) => {
      runs.push({ timeMsMax, end: resolve, fail: reject });
    });
  return { runs, work };
}

const turn = () => new Promise<void>((wake) => setImmediate(wake));

describe('shared runs', () => {
  it('begin the next run after all have asked that share it', async () => {
    const shared = new SharedRuns<number>();
    const { runs, work } = controlled();
    const first = shared.run('a', 10, work);
    const later = [shared.run('a', 20, work), shared.run('a', 30, work), shared.run('a', 5, work)];
    expect(runs.map(({ timeMsMax }) => timeMsMax)).toEqual([10]);
    runs[0]?.end(1);
    expect(await first).toBe(1);
    await turn();
    expect(runs.map(({ timeMsMax }) => timeMsMax)).toEqual([10, 30]);
    const last = shared.run('a', 7, work);
    runs[1]?.end(2);
    expect(await Promise.all(later)).toEqual([2, 2, 2]);
    await turn();
    runs[2]?.end(3);
    expect(await last).toBe(3);
    void shared.run('a', 1, work);
    expect(runs).toHaveLength(4);
  });

  it('fail alike, and the next one runs all the same', async () => {
    const shared = new SharedRuns<number>();
    const { runs, work } = controlled();
    const first = shared.run('a', 10, work);
    const second = shared.run('a', 10, work);
    runs[0]?.fail(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await turn();
    runs[1]?.end(2);
    expect(await second).toBe(2);
  });

  it('go on after work that threw at once', async () => {
    const shared = new SharedRuns<number>();
    const broken = (): Promise<number> => {
      throw new Error('broken');
    };
    await expect(shared.run('a', 10, broken)).rejects.toThrow('broken');
    expect(await shared.run('a', 10, () => Promise.resolve(1))).toBe(1);
  });

  it('keep different work apart', () => {
    const shared = new SharedRuns<number>();
    const { runs, work } = controlled();
    void shared.run('a', 10, work);
    void shared.run('b', 10, work);
    expect(runs).toHaveLength(2);
  });
});
