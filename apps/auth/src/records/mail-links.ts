import type { JsonObject } from '@parlance/values';
import type { StoredMailToken } from '../tokens/index.ts';
import type { PlatformObject } from '@parlance/platform-objects';
import { dateJson, dateOf } from './dates.ts';

export type MailKind = 'verification' | 'password-reset';

/** Where a user's document keeps the outstanding link of a kind. Source: docs/contract/22-mongodb-storage-format.md section 7.1. */
const MEMBERS = {
  verification: { digest: '_email_verify_token', expiresAt: '_email_verify_token_expires_at' },
  'password-reset': { digest: '_perishable_token', expiresAt: '_perishable_token_expires_at' },
} as const satisfies Record<MailKind, Record<keyof StoredMailToken, string>>;

const UNSET = { __op: 'Delete' } as const;

export function storedLink(kind: MailKind, user: PlatformObject): StoredMailToken {
  const { digest, expiresAt } = MEMBERS[kind];
  const stored = user[digest];
  return { digest: typeof stored === 'string' ? stored : undefined, expiresAt: dateOf(user[expiresAt]) };
}

/** The members that make a link the outstanding one. */
export function newLink(kind: MailKind, { digest, expiresAt }: { readonly digest: string; readonly expiresAt: Date }): JsonObject {
  return { [MEMBERS[kind].digest]: digest, [MEMBERS[kind].expiresAt]: dateJson(expiresAt) };
}

/** The members that make the outstanding link void. */
export function withoutLink(kind: MailKind): JsonObject {
  return { [MEMBERS[kind].digest]: UNSET, [MEMBERS[kind].expiresAt]: UNSET };
}

/** Whose link it is, whether its time is over or not. */
export function bearerOf(kind: MailKind, digest: string): JsonObject {
  return { [MEMBERS[kind].digest]: digest };
}

/** Whose link it is, while it counts. */
export function liveBearerOf(kind: MailKind, digest: string, now: Date): JsonObject {
  return { [MEMBERS[kind].digest]: digest, [MEMBERS[kind].expiresAt]: { $gt: dateJson(now) } };
}
