import { httpStatusOf } from '@parlance/admin-operations';
import { ParseError } from '@parlance/errors';
import type { Logger } from '@parlance/telemetry';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** `{"code", "error", "requestId"}`; an error of ours is told in the log, and by its number alone. */
export function errorAnswerer(logger: Logger) {
  return (error: FastifyError | ParseError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const told = toldOf(error);
    if (told === undefined) logger.error({ err: error, requestId: request.id }, 'A request to the console failed.');
    const { status, retryAfterSeconds, ...body } = told ?? { status: 500, code: 1, error: 'Internal server error.' };
    if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
    return reply.code(status).send({ ...body, requestId: request.id });
  };
}

interface ToldError {
  readonly status: number;
  readonly code: number;
  readonly error: string;
  readonly retryAfterSeconds?: number | undefined;
}

function toldOf(error: FastifyError | ParseError): ToldError | undefined {
  if (error instanceof ParseError) return { ...error.toBody(), status: httpStatusOf(error), retryAfterSeconds: error.retryAfterSeconds };
  const { statusCode = 500, message } = error;
  // Fastify's own refusals: a body that is too large, of another type, and the like.
  return statusCode >= 400 && statusCode < 500 ? { status: statusCode, code: 107, error: message } : undefined;
}
