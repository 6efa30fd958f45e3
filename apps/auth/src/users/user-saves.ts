import { isDeepStrictEqual } from 'node:util';
import { classAccess, MASTER, protectedFieldsOf, readsEverything, type Identity } from '@parlance/acl';
import { hasTrigger, runTrigger } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import type { data, RequestContext } from '@parlance/contracts';
import { SECOND_FACTOR_PROVIDER, USER } from '@parlance/platform-classes';
import type { PlatformObjects } from '@parlance/platform-objects';
import { isObject, type UnknownObject } from '@parlance/values';
import { userJson } from '../code/user-triggers.ts';
import type { AuthApp } from '../records/apps.ts';
import type { UserRecord } from '../records/user-record.ts';
import { assertUsable, readChangedUser, type UserBody } from './new-user-body.ts';

/** A save of a user, as code of the app sees it before it is stored. */
export interface SaveToCome {
  /** Undefined for a new one. */
  readonly original: UserRecord | undefined;
  readonly sent: UserBody;
  /** Data of services that were proven, by name; null for one to unlink. */
  readonly links: UnknownObject;
}

/** A save as it is stored: as it was sent, or as code has left it. */
export interface SettledSave {
  readonly sent: UserBody;
  readonly links: UnknownObject;
  /** The fields beside the credentials, for `data` to check as those of the caller. */
  readonly body: UnknownObject;
  /** Members that code may set, and clients may not. */
  readonly members: UnknownObject;
  /** Undefined where no trigger has run. */
  readonly settled: data.SettledByService | undefined;
}

/** Members that tell nobody anything who reads them in the answer to a save. */
const NEVER_SHOWN: ReadonlySet<string> = new Set(['password', 'authData']);

/**
 * The beforeSave of users. It runs here and not in `data`, since it sees, and may change, the password and the accounts that were proven: all
 * that it leaves is checked as if it had been sent.
 */
export class UserSaves {
  readonly #bus: Pick<Bus, 'call'>;
  readonly #objects: PlatformObjects;

  constructor(bus: Pick<Bus, 'call'>, objects: PlatformObjects) {
    this.#bus = bus;
    this.#objects = objects;
  }

  /** Whether the app has a beforeSave of users: one without it waits for nothing. */
  isWatched({ code }: AuthApp): boolean {
    return hasTrigger(code, USER, 'beforeSave');
  }

  /**
   * Runs the trigger, where the class permissions let the caller make the save.
   *
   * @returns the save as it was, in an app without it
   * @throws OperationForbidden (119); the error of the code, with any code and message; RequestTimeout (124); the errors of a body
   */
  async settle({ original, sent, links }: SaveToCome, app: AuthApp, context: RequestContext): Promise<SettledSave> {
    if (!this.isWatched(app)) return { sent, links, body: sent.rest, members: {}, settled: undefined };
    const classPermissions = await this.#objects.permissionsOf(USER, context);
    classAccess(context.identity, { className: USER, classPermissions }, original === undefined ? 'create' : 'update');
    const update = updateOf(sent, links);
    const input = { update, ...(original === undefined ? {} : { original: seen(original, classPermissions, app, context.identity) }) };
    const outcome = await runTrigger(this.#bus, { kind: 'beforeSave', className: USER }, input, context);
    return settledBy(outcome.update ?? update, update, links, app, contextAfter(context, outcome.context));
  }
}

/** The body as code sees it: with the password as it was sent. */
function updateOf({ credentials, rest }: UserBody, links: UnknownObject): UnknownObject {
  const { username, password, email } = credentials;
  return {
    ...rest,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(email === undefined ? {} : { email: email ?? { __op: 'Delete' } }),
    ...(Object.keys(links).length === 0 ? {} : { authData: links }),
  };
}

/** The user as it was, as far as the caller may see it, or all of it for code that is told hidden fields. */
function seen(
  { shown, guarded, objectId }: UserRecord,
  classPermissions: Awaited<ReturnType<PlatformObjects['permissionsOf']>>,
  { settings }: AuthApp,
  identity: Identity,
): UnknownObject {
  if (settings.protectedFieldsTriggerExempt) return userJson(shown);
  const hidden = protectedFieldsOf(identity, { className: USER, classPermissions }, guarded, settings);
  const isOwn = readsEverything(identity) || (identity.kind === 'user' && identity.userId === objectId);
  return userJson(Object.fromEntries(Object.entries(shown).filter(([name]) => !hidden.has(name) && (isOwn || name !== 'authData'))));
}

/** The members that code has left, read as those of a body. The consequences for accounts and links in mails are for callers. */
function settledBy(left: UnknownObject, before: UnknownObject, links: UnknownObject, { settings }: AuthApp, context: string): SettledSave {
  const { objectId, authData, ...members } = left;
  const chosen = before['objectId'] === undefined || objectId === undefined ? {} : { objectId };
  const sent = readChangedUser({ ...members, ...chosen }, MASTER, settings);
  assertUsable(sent);
  const { emailVerified, ...body } = sent.rest;
  const changed = Object.entries(members).filter(([name, value]) => !NEVER_SHOWN.has(name) && !isDeepStrictEqual(value, before[name]));
  return {
    sent,
    links: authData === undefined ? links : linksBy(authData),
    body,
    members: emailVerified === undefined ? {} : { emailVerified },
    settled: { context, changed: Object.fromEntries(changed) },
  };
}

/** Accounts as code wants them: of the second factor it has only been told that there is one. */
function linksBy(authData: unknown): UnknownObject {
  if (!isObject(authData) || authData['__op'] !== undefined) return {};
  const isLink = ([name, data]: readonly [string, unknown]) =>
    PROVIDER_NAME.test(name) && name !== SECOND_FACTOR_PROVIDER && (data === null || isObject(data));
  return Object.fromEntries(Object.entries(authData).filter(isLink));
}

const PROVIDER_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** The request's context, with the members that code has set. */
function contextAfter({ cloud }: RequestContext, left: UnknownObject | undefined): string {
  const before = cloud?.context ?? '{}';
  return left === undefined ? before : JSON.stringify({ ...(JSON.parse(before) as UnknownObject), ...left });
}
