import type { ErrorKind, ParseError } from '@parlance/errors';

/** Statuses that the console tells otherwise than Parse's REST protocol does, whose clients expect 400 for almost everything. */
const STATUSES: Partial<Record<ErrorKind, number>> = {
  MissingApiKey: 401,
  InvalidApiKey: 401,
  OperationForbidden: 403,
  CommandUnavailable: 404,
  DuplicateValue: 409,
  RequestTimeout: 504,
};

/** The status of HTTP with which the console tells an error. */
export function httpStatusOf({ kind, status }: Pick<ParseError, 'kind' | 'status'>): number {
  return STATUSES[kind] ?? status;
}
