import { z } from 'zod';
import { body, className, jsonObject, objectId } from './data-members.ts';
import { json, operation } from './operation.ts';

/**
 * Operations of services. They answer typed values instead of final bytes, and the gateway never sends them. `service` names the asking
 * service, which has to own the class or be named as its writer; any other is refused (119).
 */
const service = z.string().min(1);

/** An object as services see it: REST JSON, internal members included. */
export type ServiceObject = Readonly<Record<string, unknown>> & { readonly objectId: string };
const serviceObject = z.custom<ServiceObject>((value) => typeof (value as ServiceObject | null)?.objectId === 'string', {
  error: 'Expected an object with an objectId.',
});

/** Objects that match a `where`, whoever may read them, at most `limit`, in no order. Only for services in their own name. */
export const findForServiceRequest = z.object({ service, className, where: jsonObject, limit: z.number().int().positive() });
export type FindForServiceRequest = z.infer<typeof findForServiceRequest>;
export const findForService = operation<FindForServiceRequest, { objects: ServiceObject[] }>({
  subject: 'data.find-for-service',
  request: findForServiceRequest,
  reply: json(z.object({ objects: z.array(serviceObject) })),
  retry: 'safe',
  askedBy: 'services',
});

/**
 * The beforeSave of the class has run: a service runs it itself where code sees members that `data` never learns, such as passwords. It is
 * not run again. `context` is the one that it has left, for afterSave; `changed` are the members that the code has set or changed, with
 * `__op` changes: the answer shows them.
 */
const settled = z.object({ context: z.string(), changed: jsonObject });
export type SettledByService = z.infer<typeof settled>;

/**
 * Creates an object with the rights of the identity that asks, a user's or the platform's. `body` is from a client; `members`, internal
 * ones by their stored names, may be set by a service alone, and win over the body. The reply holds objectId, createdAt, default values
 * and whatever else the class has given the object.
 */
export const createForServiceRequest = z.object({ service, className, body, members: jsonObject, settled: settled.optional() });
export type CreateForServiceRequest = z.infer<typeof createForServiceRequest>;
export type CreatedObject = ServiceObject & { readonly createdAt: string };
const createdObject = z.custom<CreatedObject>((value) => typeof (value as CreatedObject | null)?.createdAt === 'string', {
  error: 'Expected an object with createdAt.',
});
export const createForService = operation<CreateForServiceRequest, { object: CreatedObject }>({
  subject: 'data.create-for-service',
  request: createForServiceRequest,
  reply: json(z.object({ object: createdObject })),
  retry: 'never',
  errors: 'open',
  askedBy: 'services',
});

/**
 * Updates an object in the same way. `condition` is a `where` that the object has to meet for the update to happen, as one step with it;
 * one that does not is not found (101). With `keepsUpdatedAt` the object shows no trace of the write, as of a log-in that nobody but the
 * platform notes. The reply holds updatedAt and the values that operations have computed.
 */
export const updateForServiceRequest = z.object({
  service,
  className,
  objectId,
  body,
  members: jsonObject,
  condition: jsonObject.optional(),
  keepsUpdatedAt: z.boolean().optional(),
  settled: settled.optional(),
});
export type UpdateForServiceRequest = z.infer<typeof updateForServiceRequest>;
export type UpdatedObject = Readonly<Record<string, unknown>> & { readonly updatedAt: string };
const updatedObject = z.custom<UpdatedObject>((value) => typeof (value as UpdatedObject | null)?.updatedAt === 'string', {
  error: 'Expected an object with updatedAt.',
});
export const updateForService = operation<UpdateForServiceRequest, { object: UpdatedObject }>({
  subject: 'data.update-for-service',
  request: updateForServiceRequest,
  reply: json(z.object({ object: updatedObject })),
  retry: 'never',
  errors: 'open',
  askedBy: ['auth', 'functions', 'push', 'workers'],
});

/** Removes an object with the rights of the identity that asks. */
export const removeForServiceRequest = z.object({ service, className, objectId });
export type RemoveForServiceRequest = z.infer<typeof removeForServiceRequest>;
export const removeForService = operation<RemoveForServiceRequest, Record<string, never>>({
  subject: 'data.remove-for-service',
  request: removeForServiceRequest,
  reply: json(z.object({}).strict()),
  retry: 'never',
  errors: 'open',
  askedBy: 'services',
});

/** Removes every object of a class that meets a `where`. Only for services in their own name. */
export const removeMatchingRequest = z.object({ service, className, condition: jsonObject });
export type RemoveMatchingRequest = z.infer<typeof removeMatchingRequest>;
export const removeMatching = operation<RemoveMatchingRequest, { removed: number }>({
  subject: 'data.remove-matching',
  request: removeMatchingRequest,
  reply: json(z.object({ removed: z.number() })),
  retry: 'safe',
  askedBy: 'services',
});

/** The class permissions of a class, as the schema API shows them. Only for services in their own name. */
export const permissionsOfRequest = z.object({ className });
export type PermissionsOfRequest = z.infer<typeof permissionsOfRequest>;
export const permissionsOf = operation<PermissionsOfRequest, { permissions: Record<string, unknown> }>({
  subject: 'data.permissions-of',
  request: permissionsOfRequest,
  reply: json(z.object({ permissions: jsonObject })),
  retry: 'safe',
  askedBy: 'services',
});

/** Names of all roles a user has, inherited ones included, in no order. */
export const rolesOf = operation<{ userId: string }, { roles: string[] }>({
  subject: 'data.roles-of',
  request: z.object({ userId: z.string().min(1) }),
  reply: json(z.object({ roles: z.array(z.string()) })),
  retry: 'safe',
  askedBy: ['auth', 'config', 'admin'],
});
