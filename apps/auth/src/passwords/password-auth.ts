import { writesEverything, type Identity } from '@parlance/acl';
import type { AppSettings } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';

type PasswordAuth = Pick<AppSettings, 'enablePasswordAuth'>;

/** Asked before a password is looked at. @throws UnsupportedService (252) in an app whose users come by linked accounts alone */
export function assertPasswordAuth({ enablePasswordAuth }: PasswordAuth): void {
  if (!enablePasswordAuth) throw new ParseError('UnsupportedService', 'Username and password authentication is not enabled for this app.');
}

/** The same for a password that somebody shall have from now on: the master key may prepare for the day it is enabled. */
export function assertMaySetPassword(settings: PasswordAuth, identity: Identity): void {
  if (!writesEverything(identity)) assertPasswordAuth(settings);
}
