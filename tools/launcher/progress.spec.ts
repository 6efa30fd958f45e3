import { describe, expect, it } from 'vitest';
import { duration, progressOn } from './progress.ts';

/** Progress into a string, each look at the clock 1.5 seconds later than the one before. */
function recorded(isTTY: boolean) {
  const text: string[] = [];
  let time = 0;
  const progress = progressOn({ isTTY, write: (part) => text.push(part) }, () => (time += 1_500));
  return { progress, text: () => text.join('') };
}

describe('duration', () => {
  it.each([
    [0.4, '0 ms'],
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [59_900, '59.9 s'],
    [125_000, '2 min 5 s'],
  ])('shows %d ms as %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});

describe('progress', () => {
  it('writes a line when a step begins and one when it ends, where lines cannot be rewritten', async () => {
    const { progress, text } = recorded(false);
    expect(
      await progress.step(
        'Starting NATS',
        async () => 4222,
        (port) => `on port ${port}`,
      ),
    ).toBe(4222);
    expect(text()).toBe('  ... Starting NATS\n  ok  Starting NATS: on port 4222 (1.5 s)\n');
  });

  it('rewrites the line on a terminal', async () => {
    const { progress, text } = recorded(true);
    await progress.step('Building', async () => undefined);
    expect(text()).toBe('  ... Building\r\u001B[2K  ok  Building (1.5 s)\n');
  });

  it('marks a step that failed and hands its error on', async () => {
    const { progress, text } = recorded(false);
    await expect(progress.step('Building', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(text()).toContain('FAILED Building (1.5 s)');
  });
});
