import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

describe('Turns', () => {
  it('does work on one thing in order, one at a time, and work on another beside it', async () => {
    const turns = new Turns();
    const told: string[] = [];
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const first = turns.take('a', async () => {
      told.push('first begins');
      await gate;
      told.push('first ends');
    });
    const second = turns.take('a', async () => void told.push('second'));
    await turns.take('b', async () => void told.push('another'));
    expect(told).toEqual(['first begins', 'another']);
    open();
    await Promise.all([first, second]);
    expect(told).toEqual(['first begins', 'another', 'first ends', 'second']);
  });

  it('goes on after work that fails, and tells its asker alone', async () => {
    const turns = new Turns();
    const failing = turns.take('a', () => Promise.reject(new Error('refused')));
    const next = turns.take('a', () => Promise.resolve(1));
    await expect(failing).rejects.toThrow('refused');
    expect(await next).toBe(1);
    expect(await turns.take('a', () => Promise.resolve(2))).toBe(2);
  });
});
