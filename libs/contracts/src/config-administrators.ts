import { z } from 'zod';
import { event, json, operation } from './operation.ts';

const DEADLINE_MS = 3_000;
const ASKED_BY = ['admin'] as const;

/** Rights as they were given: a role by name or scopes, and the apps they are limited to. `admin` knows their meaning and checks them. */
const rights = {
  role: z.string().optional(),
  scopes: z.array(z.string()).optional(),
  apps: z.array(z.string()).optional(),
};

/** An administrator: a person. Times are ISO 8601. */
export const administrator = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().optional(),
  ...rights,
  enabled: z.boolean(),
  createdAt: z.string(),
  hasPassword: z.boolean(),
  hasSecondFactor: z.boolean(),
});
export type Administrator = z.infer<typeof administrator>;

/** A token of an administrator or a program, without its secret. Sessions of the console are tokens too, which lists leave out. */
export const adminToken = z.object({
  id: z.string(),
  name: z.string(),
  administrator: z.string().optional(),
  ...rights,
  addresses: z.array(z.string()).optional(),
  requestsPerMinute: z.int().optional(),
  createdAt: z.string(),
  expiresAt: z.string().optional(),
  revokedAt: z.string().optional(),
  lastUsedAt: z.string().optional(),
  lastUsedFrom: z.string().optional(),
  isSession: z.literal(true).optional(),
});
export type AdminToken = z.infer<typeof adminToken>;

const nothing = z.object({}).strict();

export const listAdministrators = operation<Record<string, never>, { administrators: Administrator[] }>({
  subject: 'config.list-administrators',
  request: nothing,
  reply: json(z.object({ administrators: z.array(administrator) })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/** @throws ObjectNotFound */
export const readAdministrator = operation<{ id: string }, { administrator: Administrator }>({
  subject: 'config.read-administrator',
  request: z.object({ id: z.string() }),
  reply: json(z.object({ administrator })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

const newAdministrator = z.object({ name: z.string(), email: z.string().optional(), ...rights });
export type NewAdministrator = z.infer<typeof newAdministrator>;
/** Audited, as all changes here. @throws DuplicateValue for a name that is taken */
export const createAdministrator = operation<NewAdministrator, { administrator: Administrator }>({
  subject: 'config.create-administrator',
  request: newAdministrator,
  reply: json(z.object({ administrator })),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/** Members that are absent stay; `apps: null` takes the limits away. Role and scopes replace each other. @throws ObjectNotFound */
const changedAdministrator = z.object({
  id: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  role: rights.role,
  scopes: rights.scopes,
  apps: z.array(z.string()).nullable().optional(),
  enabled: z.boolean().optional(),
});
export type ChangedAdministrator = z.infer<typeof changedAdministrator>;
export const changeAdministrator = operation<ChangedAdministrator, { administrator: Administrator }>({
  subject: 'config.change-administrator',
  request: changedAdministrator,
  reply: json(z.object({ administrator })),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/** Their tokens are revoked with them. @throws ObjectNotFound */
export const removeAdministrator = operation<{ id: string }, Record<string, never>>({
  subject: 'config.remove-administrator',
  request: z.object({ id: z.string() }),
  reply: json(nothing),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

export const listAdminTokens = operation<{ administrator?: string | undefined }, { tokens: AdminToken[] }>({
  subject: 'config.list-admin-tokens',
  request: z.object({ administrator: z.string().optional() }),
  reply: json(z.object({ tokens: z.array(adminToken) })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/** `secret` is the whole token, which nobody sees again: its SHA-256 is kept. */
const newAdminToken = z.object({
  name: z.string(),
  administrator: z.string().optional(),
  ...rights,
  addresses: z.array(z.string()).optional(),
  requestsPerMinute: z.int().optional(),
  expiresAt: z.string().optional(),
});
export type NewAdminToken = z.infer<typeof newAdminToken>;
export const createAdminToken = operation<NewAdminToken, { token: AdminToken; secret: string }>({
  subject: 'config.create-admin-token',
  request: newAdminToken,
  reply: json(z.object({ token: adminToken, secret: z.string() })),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/** One that is revoked stays as it is. @throws ObjectNotFound */
export const revokeAdminToken = operation<{ id: string }, { token: AdminToken }>({
  subject: 'config.revoke-admin-token',
  request: z.object({ id: z.string() }),
  reply: json(z.object({ token: adminToken })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/** A token by its id, with the SHA-256 of its secret (base64) and its administrator; null where there is none that is in force. */
const foundToken = z.object({ token: adminToken, digest: z.string(), administrator: administrator.optional() });
export type FoundAdminToken = z.infer<typeof foundToken>;
export const findAdminToken = operation<{ id: string }, { found: FoundAdminToken | null }>({
  subject: 'config.find-admin-token',
  request: z.object({ id: z.string().max(100) }),
  reply: json(z.object({ found: foundToken.nullable() })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/** Notes that a token was used; the last use is shown. Not audited. */
export const noteTokenUse = operation<{ id: string; address: string }, Record<string, never>>({
  subject: 'config.note-token-use',
  request: z.object({ id: z.string(), address: z.string() }),
  reply: json(nothing),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/** An administrator or token changed: copies are stale. */
export const administrationChanged = event({ subject: 'events.config.administration-changed', payload: nothing });
