import type { AdministratorRecord, TokenRecord } from '../administrators/administrator-record.ts';
import { newToken } from '../administrators/new-token.ts';

const HOUR_MS = 3_600_000;

/** A session of an administrator: a token with their rights, which the console alone may bring, and which ends by itself. */
export function newSession({ _id: administrator, name }: AdministratorRecord, hours: number, now: Date) {
  const { id, secret, digest } = newToken();
  const expiresAt = new Date(now.getTime() + hours * HOUR_MS);
  const record: TokenRecord = {
    _id: id,
    name: `Session of ${name}`,
    administrator,
    digest,
    createdAt: now,
    expiresAt,
    isSession: true,
    forgetAt: expiresAt,
  };
  return { record, secret, expiresAt };
}
