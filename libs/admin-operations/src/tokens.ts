import { z } from 'zod';
import { adminOperation } from './admin-operation.ts';
import { rights } from './administrators.ts';

const token = z.object({
  id: z.string(),
  name: z.string(),
  administrator: z.string().optional().describe('Id of the administrator whom it belongs to.'),
  ...rights,
  addresses: z.array(z.string()).optional().describe('Addresses and networks (CIDR) from which alone it is taken.'),
  requestsPerMinute: z.int().optional().describe('Requests of a minute that each process of the admin service takes with it.'),
  createdAt: z.string().describe('ISO 8601.'),
  expiresAt: z.string().optional().describe('ISO 8601.'),
  revokedAt: z.string().optional().describe('ISO 8601.'),
  lastUsedAt: z.string().optional().describe('ISO 8601, to the minute.'),
  lastUsedFrom: z.string().optional().describe('Address of the client, where it was known.'),
});
export type Token = z.infer<typeof token>;
const id = z.string().max(100).describe('Id of the token.');

export const listTokens = adminOperation({
  area: 'tokens',
  name: 'list',
  summary: 'Lists tokens, the newest first. The token of the environment is none of them.',
  request: z.object({ administrator: z.string().max(100).optional().describe('Only those of this administrator.') }),
  reply: z.object({ tokens: z.array(token) }),
});

export const createToken = adminOperation({
  area: 'tokens',
  name: 'create',
  summary: 'Makes a token, for a program or an administrator. Nobody can give rights that they do not have.',
  request: z.object({
    name: z.string().min(1).max(200).describe('For people: the program that gets it, and its place.'),
    administrator: z
      .string()
      .max(100)
      .optional()
      .describe('Id of the administrator whom it belongs to: it never has more rights than they have.'),
    ...rights,
    addresses: z
      .array(z.string().max(50))
      .min(1)
      .max(100)
      .optional()
      .describe('Addresses and networks (CIDR) from which alone it is taken.'),
    requestsPerMinute: z.int().min(1).max(1_000_000).optional(),
    expiresInDays: z.int().min(1).max(3650).optional().describe('Days from now. It does not end by itself when absent.'),
  }),
  reply: z.object({ token, secret: z.string().describe('The token itself. Keep it: it is told once.') }),
  changes: { text: ({ name }) => `Made the token ${name}.`, auditedBy: 'owner' },
});

export const revokeToken = adminOperation({
  area: 'tokens',
  name: 'revoke',
  summary: 'Ends a token everywhere, within a second.',
  request: z.object({ id }),
  reply: z.object({ token }),
  changes: { text: ({ id: which }) => `Revoked the token ${which}.`, auditedBy: 'owner' },
  dangerous: { loses: 'Everything that still uses the token is refused from then on.', word: 'id' },
});
