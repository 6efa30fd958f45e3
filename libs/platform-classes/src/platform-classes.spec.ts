import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isInternalCollection } from './internal-collections.ts';
import { hasCredentials, holdsUsers, INTERNAL_MEMBERS, PLATFORM_CLASSES, platformClass } from './platform-classes.ts';
import type { PlatformClass } from './platform-class.ts';

const contract = (file: string) => readFileSync(new URL(`../../../docs/contract/${file}`, import.meta.url), 'utf8');
const STORAGE = contract('22-mongodb-storage-format.md');
const LINT = readFileSync(new URL('../../../eslint.config.js', import.meta.url), 'utf8');

/** Names of classes in the first line of a text that has `marker` in it. */
function classesNamed(text: string, marker: string): string[] {
  const line = text.split('\n').find((candidate) => candidate.includes(marker)) ?? '';
  return [...line.matchAll(/(?<!\w)_[A-Z]\w+/g)].map(([name]) => name).sort();
}

function names(has: (declared: PlatformClass) => boolean): string[] {
  return PLATFORM_CLASSES.filter(has)
    .map(({ name }) => name)
    .sort();
}

/** Members in which documents hold the declared fields; relations have none, passwords only their hash. */
function storedMembers({ fields, storedNames = {}, secrets = {}, spreadFields = {} }: PlatformClass): string[] {
  return Object.entries(fields)
    .filter(([name, type]) => !type.startsWith('relation') && secrets[name] !== 'nobody')
    .map(([name, type]) => {
      const { prefix } = spreadFields[name] ?? {};
      return prefix === undefined ? (storedNames[name] ?? (type.startsWith('*') ? `_p_${name}` : name)) : `${prefix}<p>`;
    })
    .sort();
}

/** Classes of ours that Parse Server does not know. */
const BEYOND_PARSE_SERVER: ReadonlySet<string> = new Set();

const words = (text: string) => text.split(' ').sort();

/** Stored members by docs/contract/22-mongodb-storage-format.md, section 7, and fields of Parse Server's default columns. */
const MEMBERS: Readonly<Record<string, string>> = {
  _User: 'username email emailVerified _auth_data_<p>',
  _Session: '_session_token _p_user createdWith expiresAt installationId',
  _Role: 'name',
  _Installation:
    'installationId deviceToken deviceType pushType GCMSenderId channels badge timeZone localeIdentifier appName appVersion appIdentifier parseVersion',
  _Product: 'productIdentifier icon order title subtitle download downloadName',
  _PushStatus:
    'pushTime query payload source status title numSent numFailed pushHash sentPerType failedPerType sentPerUTCOffset failedPerUTCOffset expiry expiration_interval count errorMessage ' +
    // Ours, by docs/contract/30-push-engine.md section 2.2.
    'numTargeted numUnknown numOpened numSkipped skippedPerReason failedPerReason sentPerLocale progress lane policy audienceId experimentId variant startedAt finishedAt cancelRequestedAt idempotencyKey',
  _JobStatus: 'jobName source status message params finishedAt',
  _JobSchedule: 'jobName description params startAfter daysOfWeek timeOfDay repeatMinutes lastRun cron timeZone',
  _Audience: 'name query _last_used times_used',
  _GlobalConfig: 'params masterKeyOnly',
  _GraphQLConfig: 'config',
  _Hooks: 'functionName className triggerName url',
  _Idempotency: 'reqId expire',
};

describe('the classes of the platform', () => {
  it('are those that the storage format lists, each declared once', () => {
    const listed = classesNamed(STORAGE, '| `_User _Session');
    expect(listed).toHaveLength(13);
    expect(names(() => true)).toEqual([...listed, ...BEYOND_PARSE_SERVER].sort());
  });

  it.each(Object.entries(MEMBERS))('%s stores the members of section 7', (name, members) => {
    expect(storedMembers(platformClass(name) as PlatformClass)).toEqual(words(members));
  });

  it('are virtual where the storage format knows no document of theirs', () => {
    const virtual = classesNamed(STORAGE, 'have none (virtual)').filter((name) => name !== '_SCHEMA');
    expect(names(({ name, described }) => !described && !BEYOND_PARSE_SERVER.has(name))).toEqual(virtual);
  });

  it('SPC-12 are closed to clients where the protocol says so, which leaves _Product open', () => {
    const closed = classesNamed(contract('20-rest-protocol.md'), 'Classes closed to clients').filter((name) => name !== '_Join');
    expect(names(({ name, readers }) => readers !== 'permission' && !BEYOND_PARSE_SERVER.has(name))).toEqual(closed);
    expect(names(({ name, writers }) => writers !== 'permission' && !BEYOND_PARSE_SERVER.has(name))).toEqual(closed);
  });

  it('keep each internal member of users that the protocol names to the platform', () => {
    const named = ['_hashed_password', '_perishable_token', '_email_verify_token', '_password_history', '_password_changed_at', '_failed_login_count', '_account_lockout_expires_at', '_rperm', '_wperm', '_acl', '_tombstone', '_session_token']; // prettier-ignore
    expect([...INTERNAL_MEMBERS]).toEqual(expect.arrayContaining(named));
    expect(INTERNAL_MEMBERS.has('_auth_data_google')).toBe(false);
  });

  it('name only their own fields, and one index once', () => {
    for (const { name, fields, plainDates = [], indexes = [], ownedBy } of PLATFORM_CLASSES) {
      for (const field of plainDates) expect([name, fields[field]]).toEqual([name, 'date']);
      if (typeof ownedBy === 'object') expect(fields[ownedBy.pointer]).toBe('*_User');
      expect(new Set(indexes.map((index) => index.name)).size).toBe(indexes.length);
    }
  });

  it('are named in the lint rule that keeps their names out of other code', () => {
    const names = (/const PLATFORM_CLASS =\s*'_\(\?:\(\?:([\w|]+)\)/.exec(LINT)?.[1] ?? '').split('|').map((name) => `_${name}`);
    expect(names.sort()).toEqual([...PLATFORM_CLASSES.map(({ name }) => name), '_SCHEMA', '_SlowQueries'].sort());
  });

  it('point and relate only to declared classes', () => {
    const types = PLATFORM_CLASSES.flatMap(({ fields }) => Object.values(fields));
    const targets = types.map((type) => /^(?:\*|relation<)(\w+)>?$/.exec(type)?.[1]).filter((target) => target !== undefined);
    expect(targets).toEqual(['_User', '_User', '_Role']);
  });
});

describe('questions to a declaration', () => {
  it('tell whose objects hold credentials and which are users', () => {
    expect(names(({ name }) => hasCredentials(name))).toEqual(['_Session', '_User']);
    expect(names(({ name }) => holdsUsers(name))).toEqual(['_User']);
    expect([hasCredentials('User'), holdsUsers('Game')]).toEqual([false, false]);
  });

  it('know no class of an app, nor members of prototypes', () => {
    for (const name of ['Game', 'User', '_Mine', '', '__proto__', 'constructor', '_SCHEMA']) expect(platformClass(name)).toBeUndefined();
  });

  it.each(['_SCHEMA', '_Join:users:_Role', '_Join:'])('SEC-13 say of %s that it is no class', (name) => {
    expect(isInternalCollection(name)).toBe(true);
  });

  it.each(['_User', 'Game', '_Join', 'SCHEMA', '_SlowQueries'])('do not take %s for an internal collection', (name) => {
    expect(isInternalCollection(name)).toBe(false);
  });
});
