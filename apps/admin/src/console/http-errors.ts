import { httpStatusOf } from '@parlance/admin-operations';
import { ParseError } from '@parlance/errors';
import { RequestFaults } from '../dispatch/faults.ts';

const FAULT_OF_OURS = { status: 500, body: { code: 1, error: 'Internal server error.' } };

/** An error as the console tells it to a browser. */
export interface HttpError {
  readonly status: number;
  readonly body: { readonly code: number; readonly error: string; readonly faults?: RequestFaults['faults'] };
  readonly retryAfterSeconds?: number | undefined;
}

export function httpErrorOf(error: unknown): HttpError {
  if (!(error instanceof ParseError)) return FAULT_OF_OURS;
  const faults = error instanceof RequestFaults ? { faults: error.faults } : {};
  return { status: httpStatusOf(error), body: { ...error.toBody(), ...faults }, retryAfterSeconds: error.retryAfterSeconds };
}
