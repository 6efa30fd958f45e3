import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { FrameError } from '../channel/frames.ts';
import { fateIn, outcomeOf } from './outcome-of.ts';

const BODY = Buffer.from('{"result":1}');
const result = (meta: object) => outcomeOf({ kind: 'result', run: 1, meta, body: BODY });
const error = (meta: object) => outcomeOf({ kind: 'error', run: 1, meta: meta as { code: number; message: string }, body: BODY });

describe('the outcome of a run as its process tells it', () => {
  it('is an answer of 200 unless it says otherwise, its bytes untouched', () => {
    expect(result({})).toEqual({ status: 200, body: BODY });
    expect(result({ status: 201, contentType: 'text/plain' })).toEqual({ status: 201, body: BODY, contentType: 'text/plain' });
  });

  it("has only header fields that a service may send: the others are the gateway's", () => {
    const headers = { 'Cache-Control': 'no-store', 'set-cookie': 'a=b', 'content-length': '3', 'x-accel-redirect': '/', etag: 'a\r\nb: c' };
    expect(result({ headers })).toMatchObject({ headers: { 'Cache-Control': 'no-store' } });
    expect(Object.keys((result({ headers }) as { headers: object }).headers)).toEqual(['Cache-Control']);
    expect(result({ contentType: 'text/html\r\nx: y' })).not.toHaveProperty('contentType');
  });

  it('CLD-03 is an error with any code, message and status of one', () => {
    const told = error({ code: 9_001, message: 'y', status: 418 });
    expect(told).toBeInstanceOf(ParseError);
    expect(told).toMatchObject({ code: 9_001, message: 'y', status: 418, kind: 'Custom' });
    expect((error({ code: 1, message: 'x'.repeat(100_000) }) as Error).message.length).toBe(65_536);
  });

  it.each([{ status: 99 }, { status: 600 }, { status: '200' }, { headers: { a: 1 } }, { headers: 'x' }])('is none for %o', (meta) => {
    expect(() => result(meta)).toThrow(FrameError);
  });

  it.each([{}, { code: 1.5, message: '' }, { code: '141', message: '' }, { code: 1, message: 5 }, { code: 1, message: '', status: 200 }])(
    'is no error for %o',
    (meta) => {
      expect(() => error(meta)).toThrow(FrameError);
    },
  );
});

describe('the end of a process', () => {
  it('is a want of memory where Node says so, and nobody has ended it', () => {
    const words = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
    expect(fateIn(words, 'gone')).toBe('memory');
    expect(fateIn(words, 'late')).toBe('late');
    expect(fateIn('', 'gone')).toBe('gone');
  });
});
