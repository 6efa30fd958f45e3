import { Logger } from '@nestjs/common';
import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { isRecording, withinRequest } from '@parlance/telemetry';
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
  if (!isRecording()) return withinRequest(context, run, handler, json, context);
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
    throw throwable(handler.operation, context, error);
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

/**
 * The error that leaves an operation for one that was thrown in it: errors of the table as they are, those of an app's own code where the
 * operation declares open errors. Everything else is logged, and leaves as an internal error.
 */
export function throwable(operation: DeclaredOperation, context: RequestContext, error: unknown): ParseError {
  const isDeclared = error instanceof ParseError && (error.kind !== 'Custom' || operation.errors === 'open');
  return isDeclared ? error : unexpected(operation, context, error);
}

/** Logs a fault of ours and gives the error that says nothing about it. */
export function unexpected(operation: DeclaredOperation, context: RequestContext, fault: unknown): ParseError {
  const text = `${operation.subject} failed for app "${context.app}", request ${context.requestId}.`;
  logger.error(new Error(text, { cause: fault }));
  return internalError();
}
