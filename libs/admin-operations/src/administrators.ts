import { config } from '@parlance/contracts';
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
  hasPassword: z.boolean().describe('Whether they can sign in to the console.'),
  hasSecondFactor: z.boolean().describe('Whether they need a code of their device for that.'),
});
export type Administrator = z.infer<typeof administrator>;
const one = z.object({ administrator });
const id = z.string().max(100).describe('Id of the administrator.');
const name = z.string().min(1).max(200);
const email = z.email().max(320);
const password = z
  .string()
  .min(config.ADMIN_PASSWORD_MIN, `a password has ${config.ADMIN_PASSWORD_MIN} characters at least`)
  .max(config.ADMIN_PASSWORD_MAX, `a password has ${config.ADMIN_PASSWORD_MAX} characters at most`);

/** All that the first administrator says of themselves. */
export const firstRun = z.object({ name, email, password });

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

export const setPassword = adminOperation({
  area: 'administrators',
  name: 'set-password',
  summary: 'Gives an administrator a password for the console, and ends their sessions. They sign in by their address.',
  request: z.object({ id, password: password.describe('Tell it to them by a safe way; they can change it in the console.') }),
  reply: one,
  changes: { text: ({ id: who }) => `Gave the administrator ${who} a password.`, auditedBy: 'owner' },
});

export const removeSecondFactor = adminOperation({
  area: 'administrators',
  name: 'remove-second-factor',
  summary: 'Takes the second factor away from an administrator who has lost their device.',
  request: z.object({ id }),
  reply: one,
  changes: { text: ({ id: who }) => `Took the second factor away from the administrator ${who}.`, auditedBy: 'owner' },
});

export const makeFirstRunLink = adminOperation({
  area: 'administrators',
  name: 'first-run-link',
  summary:
    'Makes the link by which the first administrator makes themselves in the console, as an owner. It works once, and for an hour; ' +
    'an earlier one ends. There is none once somebody can sign in.',
  request: z.object({}),
  reply: z.object({
    link: z.string().nullable().describe('The secret behind <address of the console>/first-run#. null: somebody can sign in.'),
    expiresAt: z.string().nullable().describe('ISO 8601.'),
  }),
  changes: { text: () => 'Made a link for the first administrator.', auditedBy: 'owner' },
});
