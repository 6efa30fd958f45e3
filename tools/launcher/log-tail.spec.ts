import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { endOfLog, logTail } from './log-tail.ts';

const folder = mkdtempSync(join(tmpdir(), 'log-tail-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('logTail', () => {
  it('shows what was written since, and nothing of earlier runs', () => {
    const file = join(folder, 'server.log');
    expect(endOfLog(file)).toBe(0);
    appendFileSync(file, 'an earlier run\n');
    const start = endOfLog(file);
    expect(logTail(file, start)).toBe('(It wrote nothing.)');
    appendFileSync(file, `${Array.from({ length: 10 }, (_, line) => `line ${line}`).join('\n')}\n`);
    expect(logTail(file, start).split('\n')).toEqual(['line 2', 'line 3', 'line 4', 'line 5', 'line 6', 'line 7', 'line 8', 'line 9']);
  });

  it('shows the errors of a JSON log alone, as text', () => {
    const file = join(folder, 'service.log');
    const lines = [
      { level: 'info', msg: 'Starting.' },
      { level: 'fatal', msg: 'PARLANCE_PORT must be a number.', err: { stack: 'at ...' } },
      { s: 'E', msg: 'Failed to listen', attr: { error: 'Address already in use' } },
      { level: 'info', msg: 'Stopped.' },
    ];
    appendFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect(logTail(file, 0)).toBe('PARLANCE_PORT must be a number.\nFailed to listen "Address already in use"');
  });

  it('says so when nothing was written at all', () => {
    expect(logTail(join(folder, 'none.log'), 0)).toBe('(It wrote nothing.)');
  });
});
