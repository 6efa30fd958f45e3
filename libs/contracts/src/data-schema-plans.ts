import { z } from 'zod';
import { jsonObject } from './data-members.ts';
import { json, operation } from './operation.ts';

/**
 * Code-first schemas: classes as a file declares them (the option `schema.definitions` of Parse Server), compared with the classes there are.
 * `admin` alone asks.
 */

const askedBy = ['admin'] as const;

/** Options of Parse Server by their names. */
export const schemaOptions = z.object({
  strict: z.boolean().default(false).describe('Warns of classes and fields that the file does not declare, and of types that differ.'),
  deleteExtraFields: z.boolean().default(false).describe('Removes fields that the file does not declare, with their values.'),
  recreateModifiedFields: z.boolean().default(false).describe('Removes fields of another type, with their values, and adds them anew.'),
  keepUnknownIndexes: z.boolean().default(false).describe('Keeps indexes that the file does not declare.'),
});
export type SchemaOptions = z.infer<typeof schemaOptions>;

/** `[{"className","fields","indexes","classLevelPermissions"}]`, as read from a file: `data` checks them. */
export const definitions = z.array(jsonObject).min(1).max(2_000);
const declared = z.object({ definitions, options: schemaOptions });
export type DeclaredSchemas = z.infer<typeof declared>;

/**
 * A field that a plan touches.
 *
 * - `from`, `to`: its type now and as declared, such as `Pointer (Team)`; null where there is none
 * - `objects`: how many objects hold it, of a relation how many members it has; null where nobody has counted, or that took too long
 */
export const plannedField = z.object({
  field: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  objects: z.int().nullable(),
});
export type PlannedField = z.infer<typeof plannedField>;

/**
 * Everything that an apply would do to one class.
 *
 * - `added`, `removed`, `recreated`: fields; values of the last two are lost
 * - `changed`: fields whose `required` or `defaultValue` change
 * - `conflicts`: fields of another type than declared, which stay as they are
 * - `extra`: fields that the file does not declare, which stay
 * - `permissions`: class-level permissions before and after; null where they stay
 */
export const classPlan = z.object({
  className: z.string(),
  creates: z.boolean(),
  added: z.array(plannedField),
  removed: z.array(plannedField),
  recreated: z.array(plannedField),
  changed: z.array(plannedField),
  conflicts: z.array(plannedField),
  extra: z.array(plannedField),
  indexesAdded: z.array(z.string()),
  indexesDropped: z.array(z.string()),
  permissions: z.object({ before: z.unknown(), after: z.unknown() }).nullable(),
});
export type ClassPlan = z.infer<typeof classPlan>;

/** @param losesData whether values of objects are lost by applying it */
export const schemaPlan = z.object({ classes: z.array(classPlan), warnings: z.array(z.string()), losesData: z.boolean() });
export type SchemaPlan = z.infer<typeof schemaPlan>;

export const planSchema = operation<DeclaredSchemas, SchemaPlan>({
  subject: 'data.plan-schema',
  request: declared,
  reply: json(schemaPlan),
  retry: 'safe',
  askedBy,
});

/** An apply under way or over. `done` and `total` are classes. */
export const schemaApply = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  done: z.int(),
  total: z.int(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  error: z.string().nullable(),
});
export type SchemaApply = z.infer<typeof schemaApply>;
const oneApply = json(z.object({ apply: schemaApply }));

/**
 * Begins to bring the classes to their declared form, beside the requests. One apply of an app runs at a time.
 *
 * @param mayLoseData without it a plan that loses data is refused, when it begins and at every step
 * @throws ValidationFailed (142) data would be lost; OperationForbidden (119) another one is under way; the errors of the schema API
 */
export const startSchemaApply = operation<DeclaredSchemas & { mayLoseData: boolean }, { apply: SchemaApply }>({
  subject: 'data.start-schema-apply',
  request: declared.extend({ mayLoseData: z.boolean() }),
  reply: oneApply,
  retry: 'never',
  askedBy,
});

/** Shows an apply; one whose process has died goes on in the process that is asked. @throws ObjectNotFound (101) */
export const readSchemaApply = operation<{ id: string }, { apply: SchemaApply }>({
  subject: 'data.read-schema-apply',
  request: z.object({ id: z.string() }),
  reply: oneApply,
  retry: 'safe',
  askedBy,
});

/** The last applies of the app, newest first. */
export const listSchemaApplies = operation<Record<string, never>, { applies: SchemaApply[] }>({
  subject: 'data.list-schema-applies',
  request: z.object({}).strict(),
  reply: json(z.object({ applies: z.array(schemaApply) })),
  retry: 'safe',
  askedBy,
});

/** Ends an apply before its next class. The classes that it has changed stay so. */
export const cancelSchemaApply = operation<{ id: string }, { apply: SchemaApply }>({
  subject: 'data.cancel-schema-apply',
  request: z.object({ id: z.string() }),
  reply: oneApply,
  retry: 'safe',
  askedBy,
});
