import { expect, it } from 'vitest';
import { lineOf, pageOf, type StoredLine } from './log-lines.ts';

const line = (message: string, seconds = 0): StoredLine => ({
  level: 'info',
  message,
  timestamp: new Date(Date.UTC(2027, 0, 1, 0, 0, seconds)).toISOString(),
});

it('names the function, trigger or job of a line, and its place', () => {
  expect(lineOf({ ...line('a'), functionName: 'hello', requestId: 'r' })).toMatchObject({ part: 'hello', requestId: 'r' });
  expect(lineOf({ ...line('a'), triggerType: 'beforeSave', className: 'Review' })).toMatchObject({ part: 'beforeSave Review' });
  const place = { file: 'main.js', line: 3, column: 5 };
  expect(lineOf({ ...line('a'), jobName: 'nightly', jobId: 'j', place })).toEqual({
    ...{ at: line('a').timestamp, level: 'info', message: 'a', part: 'nightly', jobId: 'j', file: 'main.js', line: 3 },
  });
  expect(lineOf(line('a'))).not.toHaveProperty('part');
});

it('says where lines go on, unless these were the last', () => {
  const lines = [line('c', 3), line('b', 2)];
  expect(pageOf(lines, 2)).toMatchObject({ next: line('b', 2).timestamp });
  expect(pageOf(lines, 3)).not.toHaveProperty('next');
  expect(pageOf([], 3)).toEqual({ lines: [] });
});

it('has fewer lines where they are long, and at least one', () => {
  const long = 'x'.repeat(200_000);
  const page = pageOf([line(long, 4), line(long, 3), line(long, 2)], 100);
  expect(page.lines).toHaveLength(2);
  expect(page.next).toBe(line('', 3).timestamp);
  expect(pageOf([line('x'.repeat(900_000), 4), line('a', 3)], 100).lines).toHaveLength(1);
});
