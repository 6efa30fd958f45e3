import { describe, expect, it } from 'vitest';
import { LINES_MAX, linesWith, withLine, type LogLine } from './log-window.ts';

const line = (message: string, part?: string): LogLine => ({
  at: '2026-11-30T10:00:00.000Z',
  level: 'info',
  message,
  ...(part === undefined ? {} : { part }),
});

describe('the lines of a followed log', () => {
  it('have the newest first, and are not more than a screen can hold', () => {
    let lines: readonly LogLine[] = [];
    for (let n = 0; n <= LINES_MAX; n += 1) lines = withLine(lines, line(String(n)));
    expect(lines).toHaveLength(LINES_MAX);
    expect([lines[0]?.message, lines.at(-1)?.message]).toEqual([String(LINES_MAX), '1']);
  });

  it('are narrowed by a text in the message or in the name of the part', () => {
    const lines = [line('Hello to Ada'), line('bye', 'beforeSave Review'), line('other')];
    expect(linesWith(lines, ' hello ')).toEqual([lines[0]]);
    expect(linesWith(lines, 'review')).toEqual([lines[1]]);
    expect(linesWith(lines, '')).toBe(lines);
  });
});
