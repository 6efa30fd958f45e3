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

  it('says so when there is no log', () => {
    expect(logTail(join(folder, 'none.log'), 0)).toBe('(There is no log.)');
  });
});
