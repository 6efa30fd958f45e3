import type { config } from '@parlance/contracts';
import type { AuditChange } from '../audit/audit-entry.ts';
import { isDeepStrictEqual } from 'node:util';
import type { AdministratorRecord, GivenRights, TokenRecord } from './administrator-record.ts';

export function shownAdministrator(record: AdministratorRecord): config.Administrator {
  const { _id: id, name, email, enabled, createdAt, password, secondFactor, ...rest } = record;
  return {
    id,
    name,
    ...(email === undefined ? {} : { email }),
    ...shownRights(rest),
    enabled,
    createdAt: createdAt.toISOString(),
    hasPassword: password !== undefined,
    hasSecondFactor: secondFactor !== undefined,
  };
}

export function shownToken(record: TokenRecord): config.AdminToken {
  const { _id: id, name, administrator, addresses, requestsPerMinute, createdAt, lastUsedFrom } = record;
  const times = (['expiresAt', 'revokedAt', 'lastUsedAt'] as const).flatMap((member) => {
    const time = record[member];
    return time === undefined ? [] : [[member, time.toISOString()] as const];
  });
  return {
    id,
    name,
    ...(administrator === undefined ? {} : { administrator }),
    ...shownRights(record),
    ...(addresses === undefined ? {} : { addresses: [...addresses] }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    createdAt: createdAt.toISOString(),
    ...Object.fromEntries(times),
    ...(lastUsedFrom === undefined ? {} : { lastUsedFrom }),
    ...(record.isSession === undefined ? {} : { isSession: true as const }),
  };
}

function shownRights({ role, scopes, apps }: GivenRights) {
  return {
    ...(role === undefined ? {} : { role }),
    ...(scopes === undefined ? {} : { scopes: [...scopes] }),
    ...(apps === undefined ? {} : { apps: [...apps] }),
  };
}

/** The differences of two shown records, for the audit. */
export function differences(what: string, before: object | undefined, after: object | undefined): readonly AuditChange[] {
  const [left, right] = [before ?? {}, after ?? {}] as Record<string, unknown>[] as [Record<string, unknown>, Record<string, unknown>];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return names
    .filter((name) => !isDeepStrictEqual(left[name], right[name]))
    .map((name) => ({ name: `${what}.${name}`, before: left[name] ?? null, after: right[name] ?? null }));
}
