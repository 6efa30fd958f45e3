import { isErrorName, ParseError } from '@parlance/errors';

/**
 * An error on its way over HTTP: `{"kind","message","retryAfterSeconds"}`, with `code` and `status` of one that code of an app has thrown. Faults
 * of ours tell nothing.
 */
export function encodeFault(error: unknown): string {
  if (!(error instanceof ParseError)) return '{}';
  const { kind, message, retryAfterSeconds, code, status } = error;
  return JSON.stringify({ kind, message, retryAfterSeconds, ...(kind === 'Custom' ? { code, status } : {}) });
}

/** The error that was sent; InternalServerError for everything else. */
export function decodeFault(text: string): ParseError {
  const { kind, message, retryAfterSeconds, code, status } = parsed(text);
  const isKnown = typeof kind === 'string' && typeof message === 'string';
  const options = typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : undefined;
  if (isKnown && isErrorName(kind)) return new ParseError(kind, message, options);
  if (isKnown && kind === 'Custom' && typeof code === 'number' && typeof status === 'number') {
    return ParseError.custom(code, message, status, options);
  }
  return new ParseError('InternalServerError', 'Internal server error.');
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
