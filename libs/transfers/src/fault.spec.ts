import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { decodeFault, encodeFault } from './fault.ts';

const told = (error: unknown) => {
  const { kind, code, status, message, retryAfterSeconds } = decodeFault(encodeFault(error));
  return { kind, code, status, message, retryAfterSeconds };
};

describe('an error on its way with the bytes of a file', () => {
  it('arrives as it was, also one of code of an app', () => {
    for (const error of [
      new ParseError('FileSaveError', 'no'),
      new ParseError('RateLimited', 'later', { retryAfterSeconds: 7 }),
      ParseError.custom(9_001, '', 418),
    ]) {
      const { kind, code, status, message, retryAfterSeconds } = error;
      expect(told(error)).toEqual({ kind, code, status, message, retryAfterSeconds });
    }
  });

  it.each([
    '',
    'null',
    '{}',
    '{"kind":"Nobody","message":"x"}',
    '{"kind":"Custom","message":"x"}',
    '{"kind":"Custom","message":"x","code":1}',
  ])('SEC is a fault of ours when it is %j', (text) => expect(decodeFault(text).kind).toBe('InternalServerError'));

  it('SEC tells nothing of a fault of ours', () => {
    expect(encodeFault(new Error('password'))).toBe('{}');
  });
});
