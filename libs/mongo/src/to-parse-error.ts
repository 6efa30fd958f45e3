import { ParseError } from '@parlance/errors';
import mongoose from 'mongoose';
import { refusedDocument } from './refused-documents.ts';

const { MongoBulkWriteError, MongoError, MongoNetworkError, MongoOperationTimeoutError, MongoServerError, MongoWriteConcernError } =
  mongoose.mongo;

/** Errors of finding or keeping a server, by name: the driver exports no class for some of them. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoServerClosedError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
]);

/** Answers of a member that shuts down, restarts or is not the primary (MongoDB manual, "Error Codes"). */
const MEMBER_CHANGES: ReadonlySet<unknown> = new Set([6, 7, 89, 91, 189, 9001, 10058, 10107, 11600, 11602, 13435, 13436, 133]);
/** MaxTimeMSExpired and ExceededTimeLimit. */
const TIME_LIMITS: ReadonlySet<unknown> = new Set([50, 262]);
/** The driver writes commands into a buffer of 17 MB, and passes on that more does not fit. */
const OUT_OF_BUFFER: ReadonlySet<unknown> = new Set(['ERR_OUT_OF_RANGE', 'ERR_BUFFER_OUT_OF_BOUNDS']);
const DUPLICATE_KEYS: ReadonlySet<unknown> = new Set([11000, 11001, 12582]);

export interface FailedCall {
  /** Whether the call may have changed something. */
  readonly write: boolean;
  /** False only where it is proved that no command left this process (sent-commands.ts). Left out: unknown. */
  readonly sent?: boolean;
}

/**
 * The meaning of a failed call to MongoDB for its caller, or `error` itself where it has none: throw the result.
 *
 * - ServiceUnavailable: nothing was started. A read always counts as that; a write only when it provably was not sent.
 * - RequestTimeout: a time limit passed, or a write was sent and its outcome is unknown. Clients must not repeat it blindly.
 * - DuplicateValue: a unique index refused.
 * - InvalidQuery, ObjectTooLarge: the command is larger than MongoDB takes, and was not sent.
 * - IncorrectType, ObjectTooLarge, ValidationFailed: a write was refused for its document (refused-documents.ts), and nothing written.
 *
 * Texts never carry the driver's own: those name hosts, collections and values. The driver's error is the cause, for the log.
 */
export function toParseError(fault: unknown, call: FailedCall): Error {
  const error = bulkFault(fault) ?? fault;
  if (isUnconfirmed(error)) return outcomeUnknown(error);
  if (!(error instanceof Error) || error instanceof ParseError) return error instanceof Error ? error : new Error(String(error));
  if (isTooLargeToSend(error)) return tooLargeToSend(error, call);
  if (error instanceof MongoServerError) {
    if (DUPLICATE_KEYS.has(error.code)) return duplicateValue(error);
    if (TIME_LIMITS.has(error.code) && !(error instanceof MongoWriteConcernError)) return timedOut(error);
    const refusal = call.write ? refusedDocument(error) : undefined;
    if (refusal !== undefined) return refusal;
  }
  if (error instanceof MongoOperationTimeoutError) return timedOut(error);
  return isUnreachable(error) ? unreachable(error, call) : error;
}

/**
 * The fault that ended a bulk write as a whole, such as a broken connection, out of the error that the driver wraps it in; undefined for
 * other errors, and for a bulk write that was carried out and refused some of its documents (`writeErrors`).
 */
export function bulkFault(error: unknown): Error | undefined {
  if (!(error instanceof MongoBulkWriteError) || [error.writeErrors].flat().length > 0) return undefined;
  const wrapped: unknown = error.errorResponse;
  return wrapped instanceof Error ? wrapped : undefined;
}

/** A bulk write of which the members have not confirmed that they keep it. */
function isUnconfirmed(error: unknown): error is Error {
  return error instanceof MongoBulkWriteError && (error.result as typeof error.result | undefined)?.getWriteConcernError() !== undefined;
}

function isTooLargeToSend(error: Error): boolean {
  return error instanceof RangeError && 'code' in error && OUT_OF_BUFFER.has(error.code);
}

function tooLargeToSend(cause: Error, { write }: FailedCall): ParseError {
  if (write) return new ParseError('ObjectTooLarge', 'The object is too large.', { cause });
  return new ParseError('InvalidQuery', 'The query is larger than the database takes.', { cause });
}

function isUnreachable(error: Error): boolean {
  if (UNREACHABLE.has(error.name) || error instanceof MongoNetworkError || error instanceof MongoWriteConcernError) return true;
  if (!(error instanceof MongoError)) return false;
  return MEMBER_CHANGES.has(error.code) || error.hasErrorLabel('SystemOverloadedError');
}

function unreachable(error: Error, { write, sent }: FailedCall): ParseError {
  // The driver keeps this label only when no attempt wrote anything: an attempt without it replaces the error it reports.
  const wroteNothing = error instanceof MongoError && error.hasErrorLabel('NoWritesPerformed');
  if (!write || sent === false || wroteNothing) {
    return new ParseError('ServiceUnavailable', 'The database is unavailable.', { cause: error });
  }
  return outcomeUnknown(error);
}

function outcomeUnknown(error: Error): ParseError {
  return new ParseError('RequestTimeout', 'The outcome of the write is unknown.', { cause: error });
}

function timedOut(error: Error): ParseError {
  return new ParseError('RequestTimeout', 'The database did not answer in time.', { cause: error });
}

function duplicateValue(error: Error): ParseError {
  return new ParseError('DuplicateValue', 'A duplicate value for a field with unique values was provided', { cause: error });
}
