import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { LOAD_AGAIN_MS, LOAD_AGAIN_MS_MAX, START_EVERY_MS, STARTS_AT_ONCE } from './limits.ts';
import { Starts } from './starts.ts';

describe('starts of processes of one app', () => {
  it('come all at once up to a number, then one in each interval', () => {
    const starts = new Starts();
    for (let count = 0; count < STARTS_AT_ONCE; count++) {
      expect(starts.mayStart(0)).toBe(true);
      starts.started(0);
    }
    expect(starts.mayStart(START_EVERY_MS - 1)).toBe(false);
    expect(starts.mayStart(START_EVERY_MS)).toBe(true);
    starts.started(START_EVERY_MS);
    expect(starts.mayStart(START_EVERY_MS + 1)).toBe(false);
  });

  it('are all there again after a while', () => {
    const starts = new Starts();
    for (let count = 0; count < STARTS_AT_ONCE; count++) starts.started(0);
    const later = START_EVERY_MS * STARTS_AT_ONCE * 10;
    for (let count = 0; count < STARTS_AT_ONCE; count++) {
      expect(starts.mayStart(later)).toBe(true);
      starts.started(later);
    }
    expect(starts.mayStart(later)).toBe(false);
  });

  it('wait after code that could not be loaded, twice as long after each failure, up to a limit', () => {
    const starts = new Starts();
    const error = new ParseError('CloudCodeFailed', 'x');
    let now = 0;
    for (let waited = LOAD_AGAIN_MS; waited < LOAD_AGAIN_MS_MAX; waited *= 2) {
      starts.failed(error, now);
      expect(starts.problem(now + waited - 1)).toBe(error);
      expect(starts.problem((now += waited))).toBeUndefined();
    }
    starts.failed(error, now);
    expect(starts.problem(now + LOAD_AGAIN_MS_MAX - 1)).toBe(error);
    expect(starts.problem(now + LOAD_AGAIN_MS_MAX)).toBeUndefined();
    starts.succeeded();
    starts.failed(error, now);
    expect(starts.problem(now + LOAD_AGAIN_MS)).toBeUndefined();
  });
});
