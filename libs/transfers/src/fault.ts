import { isErrorName, ParseError } from '@parlance/errors';

/** An error on its way over HTTP: `{"kind","message","retryAfterSeconds"}`. Faults of ours tell nothing. */
export function encodeFault(error: unknown): string {
  if (!(error instanceof ParseError) || error.kind === 'Custom') return '{}';
  const { kind, message, retryAfterSeconds } = error;
  return JSON.stringify({ kind, message, retryAfterSeconds });
}

/** The error that was sent; InternalServerError for everything else. */
export function decodeFault(text: string): ParseError {
  const fault = parsed(text);
  if (typeof fault['kind'] !== 'string' || !isErrorName(fault['kind']) || typeof fault['message'] !== 'string') {
    return new ParseError('InternalServerError', 'Internal server error.');
  }
  const seconds = fault['retryAfterSeconds'];
  return new ParseError(fault['kind'], fault['message'], typeof seconds === 'number' ? { retryAfterSeconds: seconds } : undefined);
}

/** Told for a ticket that was used, has expired, or is none. */
export function expired(): ParseError {
  return new ParseError('ServiceUnavailable', 'The service files is not available.');
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
