import { ParseError } from '@parlance/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OPEN_CORS } from '../reply/cors.ts';
import { errorReply } from '../reply/error-reply.ts';
import { sendReply } from '../reply/send-reply.ts';
import type { NextRequestId } from './request-id.ts';

/** Answers a request target that Fastify's router cannot read, which is before any hook could hand it to the pipeline. */
export function targetRefuser(nextRequestId: NextRequestId) {
  return (_error: Error, { raw: request }: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack();
    const error = new ParseError('InvalidJson', 'The URL is malformed.');
    const cors = OPEN_CORS.fieldsFor(undefined);
    const exchange = { request, response: reply.raw, requestId: nextRequestId() };
    sendReply(exchange, errorReply(error), cors, { publicUrl: () => '', compressFromBytes: Infinity });
  };
}
