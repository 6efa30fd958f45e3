import { config } from '@parlance/contracts';
import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const keyKind = z.enum(config.KEY_KINDS);
const keys = z.object({
  keys: z
    .array(config.keyFacts)
    .describe('id: first characters of the SHA-256 digest. key: only of client keys, which are in every client. until: end of an old key.'),
  declaredIn: z.string().nullable().describe('The apps file that declares the keys, and in which alone they are changed.'),
});

export const listKeys = adminOperation({
  area: 'keys',
  name: 'list',
  summary: 'Lists the keys of an app: kinds, ages, and ends. Keys themselves are shown of client kinds alone.',
  request: z.object({ app: appId }),
  reply: keys,
});

export const rotateKey = adminOperation({
  area: 'keys',
  name: 'rotate',
  summary: 'Makes a new key of a kind. The old one is taken beside it until the window ends; an older one ends at once.',
  request: z.object({
    app: appId,
    kind: keyKind,
    overlapSeconds: z.int().min(0).max(config.OVERLAP_SECONDS_MAX).default(0).describe('How long the old key stays; 0 ends it at once.'),
  }),
  reply: z.object({
    kind: keyKind,
    id: z.string(),
    key: z.string().describe('Keep it: it is told once.'),
    oldUntil: z.string().nullable().describe('When the old key ends; null where it has ended.'),
  }),
  changes: {
    text: ({ app, kind, overlapSeconds }) =>
      `Rotated the ${kind} key of the app ${app}; the old one is taken for ${overlapSeconds} s more.`,
    auditedBy: 'owner',
  },
});

export const revokeKey = adminOperation({
  area: 'keys',
  name: 'revoke',
  summary: 'Ends a key at once, everywhere within a second. The only master key is rotated instead.',
  request: z.object({
    app: appId,
    kind: keyKind,
    id: z.string().optional().describe('As listed; absent for the old key of a rotation, or for the only one.'),
  }),
  reply: keys,
  changes: {
    text: ({ app, kind, id }) => `Revoked the ${kind} key${id === undefined ? '' : ` ${id}`} of the app ${app}.`,
    auditedBy: 'owner',
  },
  dangerous: { loses: 'Everything that still uses the key is refused from then on.', word: 'kind' },
});
