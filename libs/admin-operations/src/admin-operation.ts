import { APP_ID } from '@parlance/contracts';
import { z } from 'zod';
import type { Area, Scope } from './scopes.ts';

/** The member by which a request names its app. */
export const appId = z.string().regex(APP_ID).describe('Id of the app.');

/** A schema of objects, whose members the doors go through. */
export type ObjectSchema<Value> = z.ZodType<Value> & Pick<z.ZodObject, 'shape'>;

/**
 * One administrative operation, declared once and served by every door: gRPC (`parlance.admin.v1.<Area>Service/<Name>`), NATS
 * (`<prefix>.admin.<area>.<name>`), the CLI (`parlance <area> <name>`), and the reference docs.
 *
 * - `name`: in small letters with hyphens, such as `sign-out`
 * - `summary`: one sentence for people, in the reference and in the help of the CLI
 * - `request`, `reply`: objects. Members are described by `.describe()`. Arbitrary JSON is `z.unknown()`, maps `z.record`
 * - `changes`: absent for operations that only look. The audit text of a change is made of the request; secrets are never in it.
 *   `auditedBy: 'owner'` where the owning service writes the entry with the change, in one transaction; elsewhere the dispatcher writes an
 *   intent before and the outcome after. `subject` names the one object that changes, `<class>/<objectId>`, for its history; `shown` is the request
 *   as that entry has it, for requests with secrets that no name of a member tells
 * - `dangerous`: the change takes something away. `loses` tells people the loss, as a sentence; `word` is the member of the request whose value
 *   they type before it begins. The command line asks so
 * - `of`: 'app' operations have a member `app` in the request, and callers that are limited to apps reach only these; 'deployment' ones have none
 * - `follows`: the answer is a row of replies without end, such as the lines of a log
 * - `deadlineMs`: how long a caller waits that states no deadline, in milliseconds
 */
export interface AdminOperation<Request = unknown, Reply = unknown> {
  readonly area: Area;
  readonly name: string;
  readonly summary: string;
  readonly request: ObjectSchema<Request>;
  readonly reply: ObjectSchema<Reply>;
  readonly of: 'app' | 'deployment';
  readonly changes?: {
    readonly text: (request: Request) => string;
    readonly auditedBy: 'owner' | 'dispatcher';
    readonly subject?: (request: Request) => string;
    readonly shown?: (request: Request) => unknown;
  };
  readonly dangerous?: { readonly loses: string; readonly word: keyof Request & string };
  readonly follows?: true;
  readonly deadlineMs: number;
}

/** An operation of any types, as the doors and the dispatcher handle it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the request of a text is contravariant: only `any` takes every operation
export type AnyAdminOperation = AdminOperation<any, any>;

const DEADLINE_MS = 9_000;

/** Declares an operation. */
export function adminOperation<Request extends z.ZodObject, Reply extends z.ZodObject>(
  declared: Omit<AdminOperation<z.infer<Request>, z.infer<Reply>>, 'request' | 'reply' | 'deadlineMs' | 'of'> & {
    readonly request: Request;
    readonly reply: Reply;
    readonly deadlineMs?: number;
  },
): AdminOperation<z.infer<Request>, z.infer<Reply>> {
  const { request, reply, ...rest } = declared;
  const of = 'app' in request.shape ? 'app' : 'deployment';
  return {
    deadlineMs: DEADLINE_MS,
    ...rest,
    of,
    request: request as unknown as ObjectSchema<z.infer<Request>>,
    reply: reply as unknown as ObjectSchema<z.infer<Reply>>,
  };
}

/** The right that a caller needs. */
export function scopeOf({ area, changes }: Pick<AnyAdminOperation, 'area' | 'changes'>): Scope {
  return `${area}:${changes === undefined ? 'read' : 'write'}`;
}
