import { z } from 'zod';
import { className, jsonObject } from './data-members.ts';
import { json, operation, REST, type RestReply } from './operation.ts';

/** Operations by which `admin` looks after the indexes, permissions and size of an app's classes. */

const askedBy = ['admin'] as const;

/** Makes and drops indexes, as the members `indexes` and `indexOptions` of `PUT /schemas/<Class>` do, also in an app whose classes are locked. */
const indexesRequest = z.object({ className, indexes: jsonObject, indexOptions: jsonObject });
export const changeIndexes = operation<z.infer<typeof indexesRequest>, RestReply>({
  subject: 'data.change-indexes',
  request: indexesRequest,
  reply: REST,
  retry: 'never',
  askedBy,
});

/**
 * How often an index was used.
 *
 * - `uses`: since `since`, by the database member that was asked, whose count begins anew when it starts
 * - `isPlatforms`: the platform needs it, whoever uses it
 */
export const indexUse = z.object({
  className: z.string(),
  name: z.string(),
  key: z.array(z.object({ field: z.string(), direction: z.string() })),
  uses: z.number(),
  since: z.string(),
  unique: z.boolean(),
  isPlatforms: z.boolean(),
});
export type IndexUse = z.infer<typeof indexUse>;
export const indexUses = operation<{ className?: string | undefined }, { indexes: IndexUse[] }>({
  subject: 'data.index-uses',
  request: z.object({ className: className.optional() }),
  reply: json(z.object({ indexes: z.array(indexUse) })),
  retry: 'safe',
  askedBy,
});

/**
 * Sampled requests that other permissions of a class would treat otherwise, put together by operation and caller.
 *
 * - `caller`: kind of identity; `user` and `roles` where it has them
 * - `before`, `after`: 'some' is access to objects that point to the caller
 */
const outcome = z.enum(['allowed', 'some', 'refused']);
export const permissionChange = z.object({
  operation: z.string(),
  caller: z.string(),
  user: z.string().nullable(),
  roles: z.array(z.string()),
  before: outcome,
  after: outcome,
  requests: z.int(),
  objects: z.int(),
});
export type PermissionChange = z.infer<typeof permissionChange>;
const byRole = z.object({ role: z.string(), refused: z.int(), allowed: z.int() });
/**
 * `sampled`: requests that were looked at; `since` the oldest of them. `roles`: requests that would be refused or allowed by role; `public`,
 * and `users without roles`, stand beside the roles.
 */
export const permissionRehearsal = z.object({
  sampled: z.int(),
  since: z.string().nullable(),
  changes: z.array(permissionChange),
  roles: z.array(byRole),
});
export type PermissionRehearsal = z.infer<typeof permissionRehearsal>;
const rehearsalRequest = z.object({ className, permissions: jsonObject.nullable() });
export const rehearsePermissions = operation<z.infer<typeof rehearsalRequest>, PermissionRehearsal>({
  subject: 'data.rehearse-permissions',
  request: rehearsalRequest,
  reply: json(permissionRehearsal),
  retry: 'safe',
  askedBy,
});

/** Objects and bytes of an app, by class, those that take most bytes first; as the database last counted them. */
export const classSize = z.object({ className: z.string(), objects: z.number(), bytes: z.number(), indexBytes: z.number() });
export type ClassSize = z.infer<typeof classSize>;
export const appSize = operation<Record<string, never>, { classes: ClassSize[] }>({
  subject: 'data.app-size',
  request: z.object({}).strict(),
  reply: json(z.object({ classes: z.array(classSize) })),
  retry: 'safe',
  askedBy,
});
