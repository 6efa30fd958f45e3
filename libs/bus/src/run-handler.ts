import { Logger } from '@nestjs/common';
import type { RequestContext, RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { isTracing, withinRequest } from '@parlance/telemetry';
import { firstValueFrom, isObservable } from 'rxjs';
import type { DeclaredOperation, Handler } from './handlers.ts';
import { recordRun } from './telemetry.ts';
import { internalError, requestTimeout, unreadableRequest } from './wire/errors.ts';

const logger = new Logger('Bus');

/**
 * Runs one request through its handler, the same way for a call inside the process and for one from NATS: drops it when its deadline
 * has passed, checks the request, calls the handler.
 *
 * @throws ParseError and nothing else: an error that the handler did not mean to throw is logged here with its stack, and leaves as an
 * internal error
 */
export function runHandler(handler: Handler, json: unknown, context: RequestContext): Promise<unknown> {
  if (!isTracing()) return withinRequest(context, run, handler, json, context);
  return recordRun(handler.operation, context, () => withinRequest(context, run, handler, json, context));
}

async function run(handler: Handler, json: unknown, context: RequestContext): Promise<unknown> {
  if (Date.now() >= context.deadline) throw requestTimeout();
  const request = readRequest(handler.operation, json, context);
  try {
    const result = await handler.handle(request, context);
    // Nest answers with an observable when interceptors are about.
    return isObservable(result) ? await firstValueFrom(result) : result;
  } catch (error) {
    throw error instanceof ParseError ? error : unexpected(handler.operation, context, error);
  }
}

function readRequest(operation: DeclaredOperation, json: unknown, context: RequestContext): unknown {
  const parsed = operation.request.safeParse(json);
  if (parsed.success) return parsed.data;
  // Paths and kinds of faults only: the values are somebody's data.
  const faults = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'request'} ${issue.code}`);
  logger.warn(`${operation.subject} refused request ${context.requestId}: ${faults.join(', ')}`);
  throw unreadableRequest();
}

/** @throws ParseError InternalServerError when the value does not fit the promise of the operation; the fault is logged */
export function checkReply(operation: DeclaredOperation, value: unknown, context: RequestContext): unknown {
  if (operation.reply.kind === 'rest') {
    if (isRestReply(value)) return value;
    throw unexpected(operation, context, new Error('The reply is not a RestReply.'));
  }
  const parsed = operation.reply.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'reply'} ${issue.code}`);
  throw unexpected(operation, context, new Error(`The reply does not fit its schema: ${faults.join(', ')}.`));
}

function isRestReply(value: unknown): value is RestReply {
  if (typeof value !== 'object' || value === null) return false;
  const { status, body } = value as Partial<RestReply>;
  return (status === 200 || status === 201) && body instanceof Uint8Array;
}

/** Logs a fault of ours and gives the error that says nothing about it. */
export function unexpected(operation: DeclaredOperation, context: RequestContext, fault: unknown): ParseError {
  const error = fault instanceof Error ? fault : new Error(`A value that is no error was thrown, of type ${typeof fault}.`);
  logger.error(`${operation.subject} failed for app "${context.app}", request ${context.requestId}: ${error.message}`, stackOf(error));
  return internalError();
}

/** The stack with those of its causes, which `stack` leaves out. */
function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\nCaused by: ${stackOf(error.cause)}` : own;
}
