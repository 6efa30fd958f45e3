import { describe, expect, it } from 'vitest';
import { ERRORS, ParseError, type ErrorName } from '@parlance/errors';
import { decodeError, encodeError, MESSAGE_LENGTH_MAX } from './errors.ts';
import type { Fields } from './fields.ts';

/** Header fields lose the spaces around them. */
const received = (fields: Fields): ParseError => decodeError({ get: (name) => fields[name]?.trim() ?? '' });
const travel = (error: ParseError): ParseError => received(encodeError(error));

describe('an error on the wire', () => {
  it.each(Object.keys(ERRORS) as ErrorName[])('keeps its name and text: %s', (kind) => {
    const error = travel(new ParseError(kind, ' Line one\r\nline two: 100% „Ä" '));
    expect(error).toBeInstanceOf(ParseError);
    expect([error.kind, error.message]).toEqual([kind, ' Line one\r\nline two: 100% „Ä" ']);
  });

  it('keeps when to try again', () => {
    expect(travel(new ParseError('RateLimited', 'x', { retryAfterSeconds: 12 })).retryAfterSeconds).toBe(12);
    expect(travel(new ParseError('RateLimited', 'x')).retryAfterSeconds).toBeUndefined();
    expect(received({ Error: 'RateLimited', Message: 'x', Retry: '1e9' }).retryAfterSeconds).toBeUndefined();
  });

  it('keeps what a refusal leaves unsaid', () => {
    const refusal = { inFull: 'Permission denied for action find on class Ä.', because: 'User „x"\r\nmay not find Ä.' };
    expect(travel(new ParseError('OperationForbidden', 'Permission denied', { refusal })).refusal).toEqual(refusal);
    expect(travel(new ParseError('OperationForbidden', 'Permission denied')).refusal).toBeUndefined();
    expect(received({ Error: 'OperationForbidden', Message: 'x', Full: '%E0%A4%A' }).kind).toBe('InternalServerError');
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

  it("keeps code and status of an app's own", () => {
    const error = travel(ParseError.custom(-9_001, 'Kein „Tee"|\r\n', 418, { retryAfterSeconds: 3 }));
    expect([error.kind, error.code, error.status, error.message]).toEqual(['Custom', -9_001, 418, 'Kein „Tee"|\r\n']);
    expect(error.retryAfterSeconds).toBe(3);
    expect(travel(ParseError.custom(Number.MAX_SAFE_INTEGER, '')).code).toBe(Number.MAX_SAFE_INTEGER);
    expect(encodeError(new ParseError('InvalidQuery', 'x'))).not.toHaveProperty('Code');
  });

  it.each<[string, Fields]>([
    ['a name of a newer peer', { Error: 'NewerName', Message: 'text' }],
    ['a name that objects have', { Error: 'toString', Message: 'text' }],
    ['a broken escape', { Error: 'InvalidQuery', Message: '%E0%A4%A' }],
    ['no code', { Error: 'Custom', Message: 'text' }],
    ['a code that is none', { Error: 'Custom', Message: 'text', Code: '1e3 400' }],
    ['a code beyond integers', { Error: 'Custom', Message: 'text', Code: '9999999999999999 400' }],
    ['a status that is none of an error', { Error: 'Custom', Message: 'text', Code: '9001 200' }],
  ])('that cannot be read is an internal one: %s', (_, fields) => {
    expect(received(fields)).toMatchObject({ kind: 'InternalServerError', code: 1, message: 'Internal server error.' });
  });
});
