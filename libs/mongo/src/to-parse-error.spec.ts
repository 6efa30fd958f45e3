import { ParseError, type ErrorName } from '@parlance/errors';
import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { toParseError, type FailedCall } from './to-parse-error.ts';

const { MongoBulkWriteError, MongoNetworkError, MongoNotConnectedError, MongoServerError, MongoError } = mongoose.mongo;

const server = (code: number, ...labels: string[]) => {
  const error = new MongoServerError({ message: 'db1.example:27017 index secret_1 dup key', code });
  for (const label of labels) error.addErrorLabel(label);
  return error;
};
/** As Node's buffers complain, which the driver writes commands into. */
const outOfBuffer = () => Object.assign(new RangeError('The value of "offset" is out of range.'), { code: 'ERR_OUT_OF_RANGE' });
const READ: FailedCall = { write: false };
const WRITE: FailedCall = { write: true };
const UNSENT_WRITE: FailedCall = { write: true, sent: false };

const rows: readonly [string, Error, FailedCall, ErrorName][] = [
  ['a read on a broken connection was not started', new MongoNetworkError('x'), READ, 'ServiceUnavailable'],
  ['a write on a broken connection may have happened', new MongoNetworkError('x'), WRITE, 'RequestTimeout'],
  ['a write that was not sent did not happen', new MongoNetworkError('x'), UNSENT_WRITE, 'ServiceUnavailable'],
  ['a write without a server may have been sent before the driver repeated it', new MongoNotConnectedError('x'), WRITE, 'RequestTimeout'],
  ['a write without a server that was not sent did not happen', new MongoNotConnectedError('x'), UNSENT_WRITE, 'ServiceUnavailable'],
  ['a read from a member that stepped down was not started', server(189), READ, 'ServiceUnavailable'],
  ['a write to a member that shuts down may have happened', server(11600), WRITE, 'RequestTimeout'],
  ['a refused write did not happen', server(10107, 'NoWritesPerformed'), WRITE, 'ServiceUnavailable'],
  ['a read over its time limit', server(50), READ, 'RequestTimeout'],
  ['a write over its time limit', server(262), WRITE, 'RequestTimeout'],
  ['a unique index refuses a write', server(11000), WRITE, 'DuplicateValue'],
  ['a query that is larger than a command', outOfBuffer(), READ, 'InvalidQuery'],
  ['an object that is larger than a command', outOfBuffer(), UNSENT_WRITE, 'ObjectTooLarge'],
];

/** As the driver wraps the fault that breaks off a bulk write (its bulk/common.ts). */
const bulk = (fault: Error) => new MongoBulkWriteError(fault, {} as never);

describe('toParseError', () => {
  it('OBJ-48 sees through the error that a bulk write is broken off with: its writes may have happened or not', () => {
    const fault = new MongoNetworkError('x');
    expect(toParseError(bulk(fault), WRITE)).toMatchObject({ kind: 'RequestTimeout', cause: fault });
    expect(toParseError(bulk(fault), UNSENT_WRITE)).toMatchObject({ kind: 'ServiceUnavailable', cause: fault });
  });

  it.each(rows)('SEC-30 tells without names of the inside: %s', (_title, error, call, kind) => {
    const translated = toParseError(error, call);
    expect(translated).toBeInstanceOf(ParseError);
    expect((translated as ParseError).kind).toBe(kind);
    expect(translated.cause).toBe(error);
    expect(translated.message).not.toMatch(/db1|secret_1|x\b/);
  });

  it.each([server(2), server(121), new TypeError('bug'), new MongoError('x'), new ParseError('InvalidQuery', 'Bad.')])(
    'returns what is no fault of the database as it is: %s',
    (error) => {
      expect(toParseError(error, READ)).toBe(error);
    },
  );
});
