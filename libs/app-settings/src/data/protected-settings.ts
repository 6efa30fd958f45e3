import { z } from 'zod';

/**
 * The per-app settings of hidden fields: part of those that data owns (data-settings.ts).
 * Source: docs/contract/23-parse-server-options.md section 3, docs/contract/20-rest-protocol.md section 4.2.
 */
const GROUPS_MAX = 1_000;
const FIELDS_MAX = 1_000;
const UNPROTECTED: ReadonlySet<string> = new Set(['objectId', 'createdAt', 'updatedAt', 'ACL']);

const className = z.string().regex(/^_?[A-Za-z][A-Za-z0-9_]{0,127}$/, 'expected the name of a class');
const group = z
  .string()
  .max(1_100)
  .regex(/^(?:\*|[^*:]+|role:.+|userField:.+)$/, 'expected *, authenticated, a user’s id, role:<name> or userField:<field>');
const field = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,127}$/, 'expected the name of a field')
  .refine((name) => !UNPROTECTED.has(name), 'objectId, createdAt, updatedAt and ACL are always shown');
const groups = z
  .record(group, z.array(field).max(FIELDS_MAX))
  .refine((named) => Object.keys(named).length <= GROUPS_MAX, `expected at most ${GROUPS_MAX} groups`);

export const protectedSettings = {
  protectedFields: z
    .record(className, groups)
    .refine((named) => Object.keys(named).length <= GROUPS_MAX, `expected at most ${GROUPS_MAX} classes`)
    .default({})
    .describe('Fields that are hidden from groups of callers, by class and group, beside those that classes and platform hide.'),
  protectedFieldsOwnerExempt: z.boolean().default(true).describe('Users see all of their own object.'),
  protectedFieldsTriggerExempt: z
    .boolean()
    .default(false)
    .describe('Triggers of objects see hidden fields too, whoever asks; off: those that the caller may see.'),
  publicUserEmails: z
    .boolean()
    .default(false)
    .describe('Everybody who sees a user sees their e-mail address too; off: only they and the privileged keys do.'),
};
