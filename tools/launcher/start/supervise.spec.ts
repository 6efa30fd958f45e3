import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isRunning, signalProcess, startProcess, type RunningProcess } from '../processes.ts';
import { pauseBefore, supervise } from './supervise.ts';

const folder = mkdtempSync(join(tmpdir(), 'supervise-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sleeper = (): Promise<RunningProcess> =>
  startProcess({
    name: 'sleeper',
    command: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1000)'],
    log: { file: join(folder, 'log') },
  });

describe('supervise', () => {
  it('waits longer after each failure, up to a bound', () => {
    expect([0, 1, 2, 5, 6, 60].map(pauseBefore)).toEqual([200, 400, 800, 6_400, 10_000, 10_000]);
  });

  it('starts a killed process again, and no more once it is told to stop', async () => {
    const first = await sleeper();
    const launched: RunningProcess[] = [];
    const said: string[] = [];
    const supervision = supervise({
      name: 'sleeper',
      running: first,
      relaunch: async (onStart) => {
        const again = await sleeper();
        onStart(again);
        launched.push(again);
        return again;
      },
      graceMs: 5_000,
      report: (text) => said.push(text),
    });
    signalProcess(first.record, 'SIGKILL');
    await expect.poll(() => said.at(-1), { timeout: 5_000 }).toBe('sleeper runs again.');
    expect(said[0]).toBe('sleeper ended (killed by SIGKILL); it is started again in 200 ms.');
    const [second] = launched;
    expect(second && isRunning(second.record)).toBe(true);

    await supervision.stop();
    expect(second && isRunning(second.record)).toBe(false);
    expect(launched).toHaveLength(1);
  });

  it('keeps trying when a start fails', async () => {
    const said: string[] = [];
    let attempts = 0;
    const first = await sleeper();
    const supervision = supervise({
      name: 'sleeper',
      running: first,
      relaunch: async () => {
        attempts += 1;
        if (attempts === 1) throw new Error('the port is taken');
        return sleeper();
      },
      graceMs: 5_000,
      report: (text) => said.push(text),
    });
    signalProcess(first.record, 'SIGKILL');
    await expect.poll(() => said.at(-1), { timeout: 5_000 }).toBe('sleeper runs again.');
    expect(said).toContain('sleeper did not come back: the port is taken');
    await supervision.stop();
    expect(attempts).toBe(2);
  });
});
