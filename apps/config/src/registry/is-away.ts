import { ParseError } from '@parlance/errors';

/** True when the control database did not answer, rather than refuse. */
export function isAway(error: unknown): boolean {
  return error instanceof ParseError && (error.kind === 'ServiceUnavailable' || error.kind === 'RequestTimeout');
}
