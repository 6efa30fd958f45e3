import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { snake } from '@parlance/admin-operations';
import { ParseError, type ErrorKind } from '@parlance/errors';
import { RequestFaults } from '../dispatch/faults.ts';
import { encoded } from './messages.ts';

const CODES: Partial<Record<ErrorKind, status>> = {
  MissingApiKey: status.UNAUTHENTICATED,
  InvalidApiKey: status.UNAUTHENTICATED,
  OperationForbidden: status.PERMISSION_DENIED,
  MasterKeyRequired: status.PERMISSION_DENIED,
  ObjectNotFound: status.NOT_FOUND,
  UnknownRoute: status.UNIMPLEMENTED,
  CommandUnavailable: status.UNIMPLEMENTED,
  DuplicateValue: status.ALREADY_EXISTS,
  PushMisconfigured: status.FAILED_PRECONDITION,
  RateLimited: status.RESOURCE_EXHAUSTED,
  RequestTimeout: status.DEADLINE_EXCEEDED,
  ServiceUnavailable: status.UNAVAILABLE,
  InternalServerError: status.INTERNAL,
};
const DOMAIN = 'parlance';
const DETAILS_FIELD = 'grpc-status-details-bin';
const TYPES = 'type.googleapis.com/';

/**
 * An error as gRPC tells it: status, text, and `google.rpc.Status` with details: `ErrorInfo` with Parse's number, `BadRequest` with the
 * places of mistakes, `RetryInfo` where the caller may try again.
 */
export function statusOf(error: unknown): ServiceError {
  if (!(error instanceof ParseError)) return withDetails(status.INTERNAL, 'Internal server error.', []);
  const { kind, code, message, retryAfterSeconds } = error;
  const details: object[] = [detail('ErrorInfo', { reason: reasonOf(kind), domain: DOMAIN, metadata: { code: String(code) } })];
  if (error instanceof RequestFaults) {
    const fieldViolations = error.faults.map(({ field, text }) => ({ field: snake(field), description: text }));
    details.push(detail('BadRequest', { fieldViolations }));
  }
  if (retryAfterSeconds !== undefined) details.push(detail('RetryInfo', { retryDelay: `${retryAfterSeconds}s` }));
  return withDetails(CODES[kind] ?? status.INVALID_ARGUMENT, message, details);
}

function detail(name: string, value: object): object {
  return { '@type': `${TYPES}google.rpc.${name}`, ...value };
}

function withDetails(code: status, message: string, details: readonly object[]): ServiceError {
  const metadata = new Metadata();
  metadata.set(DETAILS_FIELD, encoded('google.rpc.Status', { code, message, details }));
  return Object.assign(new Error(message), { code, details: message, metadata });
}

/** `ObjectNotFound` as `OBJECT_NOT_FOUND`. */
function reasonOf(kind: ErrorKind): string {
  return snake(kind).replace(/^_/, '').toUpperCase();
}
