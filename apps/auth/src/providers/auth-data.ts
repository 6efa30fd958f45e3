import type { AppSettings } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';
import type { ProviderContext, VerifiedAccount } from './auth-provider.ts';
import { Credentials } from './credentials.ts';
import { customProviderOf } from './custom-providers.ts';
import { providerOf } from './provider-table.ts';
import { malformed, unsupported } from './refusals.ts';

/** Services in one request; nobody links more at once. */
const SERVICES_MAX = 20;
/** The second factor: it belongs to a user who is known already, and is no way to find one. See mfa/. */
const SECOND_FACTOR = 'mfa';

/** A client's requests in `authData`. */
export interface AuthDataRequest {
  /** Services with credentials, in the order of their names. */
  readonly offered: readonly Credentials[];
  /** Services to unlink: null was sent. */
  readonly unlinked: readonly string[];
  /** The part for the second factor: an object, null to switch it off, undefined when nothing was sent. */
  readonly secondFactor: Readonly<Record<string, unknown>> | null | undefined;
}

export type AuthSettingsOfApp = Pick<AppSettings, 'auth' | 'enableAnonymousUsers'>;

const NOTHING: AuthDataRequest = { offered: [], unlinked: [], secondFactor: undefined };

/**
 * Reads the member `authData` of a body. Undefined and null ask nothing, and so does an empty object.
 *
 * @throws ParseError InvalidAuthData (253) for a value that is no object, also inside; UnsupportedService (252) for services the app does
 *   not use. Unlinking is possible from any service.
 */
export function readAuthData(json: unknown, settings: AuthSettingsOfApp): AuthDataRequest {
  if (json === undefined || json === null) return NOTHING;
  if (typeof json !== 'object' || Array.isArray(json)) throw malformed('authData should be an object.');
  const entries = Object.entries(json as Record<string, unknown>);
  if (entries.length > SERVICES_MAX) throw malformed('authData names too many services.');
  const offered: Credentials[] = [];
  const unlinked: string[] = [];
  let secondFactor: AuthDataRequest['secondFactor'];
  for (const [name, data] of entries.sort(([left], [right]) => (left < right ? -1 : 1))) {
    if (name === SECOND_FACTOR) secondFactor = data === null ? null : new Credentials(name, data).data();
    else if (!PROVIDER_NAME.test(name)) throw unsupported();
    else if (data === null) unlinked.push(name);
    else if (isServed(name, settings)) offered.push(new Credentials(name, data));
    else throw notUsed(name, settings);
  }
  return { offered, unlinked, secondFactor };
}

const PROVIDER_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/**
 * Verifies credentials with their service, anew at every use.
 *
 * @throws ParseError LinkedIdMissing (250), InvalidLinkedSession (251), UnsupportedService (252), InvalidAuthData (253)
 */
export async function verifyCredentials(
  credentials: Credentials,
  settings: AuthSettingsOfApp,
  context: ProviderContext,
): Promise<VerifiedAccount> {
  const verify = isServed(credentials.provider, settings) ? providerOf(credentials.provider, settings.auth) : undefined;
  if (verify === undefined) throw unsupported();
  return verify(credentials, context);
}

function isServed(name: string, settings: AuthSettingsOfApp): boolean {
  if (name === 'anonymous' && !settings.enableAnonymousUsers) return false;
  return (providerOf(name, settings.auth) ?? customProviderOf(name, settings.auth)) !== undefined;
}

/** Parse Server's own answer for services that it knows, and an app says nothing of. */
const CONFIGURABLE: ReadonlyMap<string, string> = new Map([
  ['apple', 'Apple'],
  ['facebook', 'Facebook'],
  ['google', 'Google'],
]);

function notUsed(name: string, { auth }: AuthSettingsOfApp): ParseError {
  const title = CONFIGURABLE.get(name);
  if (title === undefined || auth[name as 'apple'] !== undefined) return unsupported();
  return new ParseError('ObjectNotFound', `${title} auth is not configured.`);
}
