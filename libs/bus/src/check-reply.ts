import { replyHeadFault, type ReplyHead, type RequestContext, type RestReply } from '@parlance/contracts';
import type { DeclaredOperation } from './handlers.ts';
import { unexpected } from './run-handler.ts';

/** @throws ParseError InternalServerError when the value is not the one that the operation promises; the fault is logged */
export function checkReply(operation: DeclaredOperation, value: unknown, context: RequestContext): unknown {
  const { reply } = operation;
  if (reply.kind === 'json') {
    const parsed = reply.schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const faults = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'reply'} ${issue.code}`);
    throw unexpected(operation, context, new Error(`The reply does not fit its schema: ${faults.join(', ')}.`));
  }
  const fault = faultOf(reply.kind, value);
  if (fault === undefined) return value;
  throw unexpected(operation, context, new Error(fault));
}

function faultOf(kind: 'rest' | 'http' | 'stream', value: unknown): string | undefined {
  if (kind === 'rest') return isRestReply(value) ? undefined : 'The reply is not a RestReply.';
  if (!hasBody(value)) return 'The reply has no body.';
  const isWhole = value.body instanceof Uint8Array;
  if (kind === 'http' ? !isWhole : isWhole || !isIterable(value.body)) return `The body of the reply is not one of kind "${kind}".`;
  return replyHeadFault(value);
}

function isRestReply(value: unknown): value is RestReply {
  return hasBody(value) && (value.status === 200 || value.status === 201) && value.body instanceof Uint8Array;
}

function hasBody(value: unknown): value is ReplyHead & { readonly body: unknown } {
  return typeof value === 'object' && value !== null && 'body' in value;
}

function isIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
