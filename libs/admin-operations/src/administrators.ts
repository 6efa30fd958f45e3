import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';
import { ROLE_NAMES, SCOPES, type Role, type Scope } from './scopes.ts';

/** The rights of an administrator or a token, as requests state them and replies show them. */
export const rights = {
  role: z
    .enum(ROLE_NAMES as [Role, ...Role[]])
    .optional()
    .describe('A set of scopes. State a role, or scopes.'),
  scopes: z
    .array(z.enum(SCOPES as [Scope, ...Scope[]]))
    .optional()
    .describe('The right to look at areas, or to change them.'),
  apps: z.array(appId).min(1).max(1000).optional().describe('The apps that they are limited to. Absent: all of them, and the deployment.'),
};

const administrator = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().optional(),
  ...rights,
  enabled: z.boolean().describe('False: none of their tokens is taken.'),
  createdAt: z.string().describe('ISO 8601.'),
});
export type Administrator = z.infer<typeof administrator>;
const one = z.object({ administrator });
const id = z.string().max(100).describe('Id of the administrator.');
const name = z.string().min(1).max(200);
const email = z.email().max(320);

export const listAdministrators = adminOperation({
  area: 'administrators',
  name: 'list',
  summary: 'Lists administrators, by name.',
  request: z.object({}),
  reply: z.object({ administrators: z.array(administrator) }),
});

export const getAdministrator = adminOperation({
  area: 'administrators',
  name: 'get',
  summary: 'Shows an administrator.',
  request: z.object({ id }),
  reply: one,
});

export const createAdministrator = adminOperation({
  area: 'administrators',
  name: 'create',
  summary: 'Adds an administrator. Nobody can give rights that they do not have.',
  request: z.object({ name, email: email.optional(), ...rights }),
  reply: one,
  changes: { text: ({ name: called }) => `Added the administrator ${called}.`, auditedBy: 'owner' },
});

export const changeAdministrator = adminOperation({
  area: 'administrators',
  name: 'change',
  summary: 'Changes an administrator: members that are absent stay. Their tokens never have more rights than they have.',
  request: z.object({
    id,
    name: name.optional(),
    email: email.optional(),
    ...rights,
    allApps: z.literal(true).optional().describe('Takes the limits to some apps away.'),
    enabled: z.boolean().optional(),
  }),
  reply: one,
  changes: { text: ({ id: who }) => `Changed the administrator ${who}.`, auditedBy: 'owner' },
});

export const removeAdministrator = adminOperation({
  area: 'administrators',
  name: 'remove',
  summary: 'Removes an administrator, and revokes their tokens.',
  request: z.object({ id }),
  reply: z.object({}),
  changes: { text: ({ id: who }) => `Removed the administrator ${who}.`, auditedBy: 'owner' },
  dangerous: { loses: 'None of their tokens is taken from then on.', word: 'id' },
});
