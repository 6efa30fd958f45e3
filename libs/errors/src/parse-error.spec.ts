import { describe, expect, it } from 'vitest';
import { ERRORS, isErrorName, ParseError, type ErrorName } from '@parlance/errors';

const NAMES = Object.keys(ERRORS) as ErrorName[];
/** Codes whose answers have another status than 400: docs/contract/10-errors.md section 1 and "Settled" of 00-README.md. */
const OTHER_STATUS: Partial<Record<ErrorName, number>> = {
  InternalServerError: 500,
  ServiceUnavailable: 503,
  RateLimited: 429,
  QuotaExceeded: 429,
  ObjectNotFound: 404,
  UriTooLong: 414,
  HeadersTooLarge: 431,
  ExpectationFailed: 417,
  UnknownRoute: 404,
  RequestTooLarge: 413,
  ObjectChanged: 409, // of the admin service alone
  FileTooLarge: 413,
  MasterKeyRequired: 403,
  MissingApiKey: 403,
  InvalidApiKey: 403,
};

describe('the table of errors', () => {
  it.each(NAMES)('ERR-02 gives %s the status of its code', (name) => {
    expect(ERRORS[name].status).toBe(OTHER_STATUS[name] ?? 400);
  });

  it.each(NAMES)('ERR-06 gives %s a whole number outside 5000-9999', (name) => {
    const { code } = ERRORS[name];
    expect(Number.isInteger(code) && (code < 5_000 || code > 9_999)).toBe(true);
  });

  it('ERR-07 holds no code that only clients raise', () => {
    const clientCodes = [4, 109, 120, 145, 147, 149, 600, 601, 602];
    expect(NAMES.filter((name) => clientCodes.includes(ERRORS[name].code))).toEqual([]);
  });
});

describe('ParseError', () => {
  it('ERR-03 carries code, status and text of its name', () => {
    const error = new ParseError('ObjectNotFound', 'Object not found.');
    expect(error).toBeInstanceOf(Error);
    expect([error.kind, error.code, error.status]).toEqual(['ObjectNotFound', 101, 404]);
    expect(error.toBody()).toEqual({ code: 101, error: 'Object not found.' });
  });

  it('ERR-04 keeps its cause and its stack out of the body', () => {
    const error = new ParseError('InternalServerError', 'Internal server error.', { cause: new Error('secret host name') });
    expect(error.cause).toEqual(new Error('secret host name'));
    expect(JSON.stringify(error.toBody())).toBe('{"code":1,"error":"Internal server error."}');
  });

  it('says when to try again, beside the body', () => {
    const error = new ParseError('RateLimited', 'Too many requests.', { retryAfterSeconds: 7 });
    expect(error.retryAfterSeconds).toBe(7);
    expect(error.toBody()).toEqual({ code: 100, error: 'Too many requests.' });
    expect(new ParseError('RateLimited', 'Too many requests.').retryAfterSeconds).toBeUndefined();
  });

  it('ERR-04 tells why it refuses only where that is asked for, and the deciding rule never', () => {
    const refusal = { inFull: 'Permission denied for action find on class C.', because: 'A caller without session may not find C.' };
    const error = new ParseError('OperationForbidden', 'Permission denied', { refusal });
    expect([error.toBody(), error.toBody(true)]).toEqual([
      { code: 119, error: 'Permission denied' },
      { code: 119, error: refusal.inFull },
    ]);
    expect(new ParseError('InvalidQuery', 'x').toBody(true)).toEqual({ code: 102, error: 'x' });
  });

  it('ERR-06 takes any code and message of an app, and a status of an error', () => {
    const error = ParseError.custom(9_999, 'Out of tea.', 418, { retryAfterSeconds: 5 });
    expect(error).toBeInstanceOf(ParseError);
    expect([error.kind, error.code, error.status, error.retryAfterSeconds]).toEqual(['Custom', 9_999, 418, 5]);
    expect(error.toBody()).toEqual({ code: 9_999, error: 'Out of tea.' });
    expect([ParseError.custom(-7, '').status, ParseError.custom(-7, '').message]).toEqual([400, '']);
    expect([400, 599].map((status) => ParseError.custom(1, '', status).status)).toEqual([400, 599]);
    expect(isErrorName('Custom')).toBe(false);
  });

  it.each([
    [1.5, 400],
    [Number.NaN, 400],
    [2 ** 53, 400],
    [1, 399],
    [1, 600],
    [1, 400.5],
  ])('refuses the code %d with status %d', (code, status) => {
    expect(() => ParseError.custom(code, 'x', status)).toThrow(RangeError);
  });

  it('knows names of the table from anything else', () => {
    expect(isErrorName('ObjectNotFound')).toBe(true);
    for (const name of ['', 'toString', '__proto__', 'constructor', 'objectnotfound']) expect(isErrorName(name)).toBe(false);
  });
});
