import { ParseError } from '@parlance/errors';
import { createLogger, noteFailedCall } from '@parlance/telemetry';
import { expect, it } from 'vitest';
import { FailureLog, isFailure } from './failure-log.ts';

function logged() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>);
  let now = 1_000_000;
  const log = new FailureLog(createLogger({ service: 'test', level: 'info', destination: { write } }), () => now);
  return { lines, log, pass: (ms: number) => void (now += ms) };
}
const route = { method: 'GET', path: '/classes/:className' } as const;

it('tells of failures, and of nothing that a client has brought about', () => {
  expect(isFailure(new ParseError('RequestTimeout', 'x'))).toBe(true);
  expect(isFailure(new ParseError('ServiceUnavailable', 'x'))).toBe(true);
  expect(isFailure(new ParseError('InternalServerError', 'x'))).toBe(true);
  expect(isFailure(new ParseError('RateLimited', 'x'))).toBe(false);
  expect(isFailure(new ParseError('ObjectNotFound', 'x'))).toBe(false);
});

it('names app, request, route, code, the awaited operation and the time', () => {
  const { lines, log } = logged();
  const error = new ParseError('RequestTimeout', 'x');
  noteFailedCall(error, { operation: 'data.find' });
  log.note(error, { app: 'a', requestId: 'r', route, arrivedAt: 999_000 });
  expect(lines).toMatchObject([
    { app: 'a', request_id: 'r', route: 'GET /classes/:className', code: 124, status: 400, waited_for: 'data.find', took_ms: 1_000 },
  ]);
});

it('limits the lines of one kind, counts the others, and goes on with those of another kind', () => {
  const { lines, log, pass } = logged();
  const error = new ParseError('ServiceUnavailable', 'x');
  const fail = (app: string, times: number) => {
    for (let time = 0; time < times; time++) log.note(error, { app, requestId: `${app}${time}`, route });
  };
  fail('a', 12);
  fail('b', 1);
  expect(lines.map(({ request_id }) => request_id)).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'b0']);
  pass(10_000);
  fail('a', 1);
  expect(lines.at(-1)).toMatchObject({ request_id: 'a0', left_out: 7 });
  fail('a', 1);
  expect(lines.at(-1)).not.toHaveProperty('left_out');
});

it('holds a bounded number of kinds', () => {
  const { lines, log, pass } = logged();
  const error = new ParseError('ServiceUnavailable', 'x');
  for (let app = 0; app < 1_500; app++) log.note(error, { app: String(app), requestId: 'r' });
  expect(lines).toHaveLength(1_000);
  pass(10_000);
  log.note(error, { app: 'late', requestId: 'r' });
  expect(lines.at(-1)).toMatchObject({ app: 'late' });
});
