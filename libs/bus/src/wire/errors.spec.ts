import { describe, expect, it } from 'vitest';
import { ERRORS, ParseError, type ErrorName } from '@parlance/errors';
import { decodeError, encodeError, MESSAGE_LENGTH_MAX } from './errors.ts';

const travel = (error: ParseError): ParseError => {
  const { Error: kind = '', Message: message = '', Retry: retryAfter = '' } = encodeError(error);
  return decodeError(kind, message.trim(), retryAfter);
};

describe('an error on the wire', () => {
  it.each(Object.keys(ERRORS) as ErrorName[])('keeps its name and text: %s', (kind) => {
    const error = travel(new ParseError(kind, ' Line one\r\nline two: 100% „Ä" '));
    expect(error).toBeInstanceOf(ParseError);
    expect([error.kind, error.message]).toEqual([kind, ' Line one\r\nline two: 100% „Ä" ']);
  });

  it('keeps when to try again', () => {
    expect(travel(new ParseError('RateLimited', 'x', { retryAfterSeconds: 12 })).retryAfterSeconds).toBe(12);
    expect(travel(new ParseError('RateLimited', 'x')).retryAfterSeconds).toBeUndefined();
    expect(decodeError('RateLimited', 'x', '1e9').retryAfterSeconds).toBeUndefined();
  });

  it('stays readable where nothing needs an escape', () => {
    expect(encodeError(new ParseError('InvalidQuery', 'bad constraint: $x, „Ä"'))).toEqual({
      Error: 'InvalidQuery',
      Message: 'bad constraint: $x, „Ä"',
    });
  });

  it('cuts a text at its limit', () => {
    expect(travel(new ParseError('InvalidQuery', 'x'.repeat(MESSAGE_LENGTH_MAX))).message.length).toBe(MESSAGE_LENGTH_MAX);
    expect(travel(new ParseError('InvalidQuery', 'x'.repeat(MESSAGE_LENGTH_MAX + 1))).message.length).toBe(MESSAGE_LENGTH_MAX);
  });

  it.each([
    ['NewerName', 'text'],
    ['toString', 'text'],
    ['InvalidQuery', '%E0%A4%A'],
  ])('that cannot be read is an internal one: %s %s', (kind, message) => {
    expect(decodeError(kind, message)).toMatchObject({ kind: 'InternalServerError', message: 'Internal server error.' });
  });
});
