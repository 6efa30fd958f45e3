import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isRunning, ownRecord, signalProcess, startProcess, stopProcess, waitUntilGone } from './processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'processes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a line of JavaScript as a process of its own that says when it has begun. */
async function run(script: string) {
  const file = join(folder, `${Math.random()}.log`);
  const started = await startProcess({
    name: 'test',
    command: process.execPath,
    args: ['-e', `${script}; console.log('begun'); setInterval(() => {}, 1000)`],
    log: { file },
  });
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('begun');
  return started;
}

describe('processes', () => {
  it('knows its own process, and no other one under the same pid', () => {
    const own = ownRecord('test');
    expect(isRunning(own)).toBe(true);
    expect(isRunning({ ...own, stamp: 'another' })).toBe(false);
  });

  it('never signals a process that merely has the recorded pid', async () => {
    const { record, exited } = await run('');
    signalProcess({ ...record, stamp: 'another' }, 'SIGKILL');
    await stopProcess({ ...record, stamp: 'another' }, 0);
    expect(isRunning(record)).toBe(true);
    await stopProcess(record, 5_000);
    expect(await exited).toMatchObject({ signal: 'SIGTERM' });
  });

  it('lets a process end in order, and ends by force one that does not', async () => {
    const orderly = await run("process.on('SIGTERM', () => process.exit(7))");
    await stopProcess(orderly.record, 5_000);
    expect(await orderly.exited).toEqual({ code: 7, signal: null });

    const deaf = await run("process.on('SIGTERM', () => {})");
    await stopProcess(deaf.record, 200);
    expect(await deaf.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await waitUntilGone(deaf.record, 0)).toBe(true);
  });

  it('rejects when the program does not exist', async () => {
    const missing = { name: 'test', command: join(folder, 'nothing'), args: [], log: { file: join(folder, 'x.log') } };
    await expect(startProcess(missing)).rejects.toThrow('ENOENT');
  });
});
