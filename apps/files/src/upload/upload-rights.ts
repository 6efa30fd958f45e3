import type { Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';

/** The switches of an app that say which callers may do something with files. */
export interface CallerSwitches {
  readonly enableForPublic: boolean;
  readonly enableForAnonymousUser: boolean;
  readonly enableForAuthenticatedUser: boolean;
}

/**
 * Says which callers are refused, in Parse Server's words.
 *
 * @param isAnonymous asked only where the two kinds of users have different rights
 * @returns undefined for a caller who may; privileged keys always may
 */
export async function refusedCallers(
  identity: Identity,
  switches: CallerSwitches,
  isAnonymous: () => Promise<boolean>,
): Promise<string | undefined> {
  if (identity.kind === 'public') return switches.enableForPublic ? undefined : 'public';
  if (identity.kind !== 'user') return undefined;
  const { enableForAnonymousUser: anonymous, enableForAuthenticatedUser: authenticated } = switches;
  if (anonymous && authenticated) return undefined;
  if (!anonymous && !authenticated) return 'authenticated user';
  const isOne = await isAnonymous();
  if (isOne) return anonymous ? undefined : 'anonymous user';
  return authenticated ? undefined : 'authenticated user';
}

/** @throws FileSaveError (130) */
export async function assertMayUpload(identity: Identity, switches: CallerSwitches, isAnonymous: () => Promise<boolean>): Promise<void> {
  const refused = await refusedCallers(identity, switches, isAnonymous);
  if (refused !== undefined) throw new ParseError('FileSaveError', `File upload by ${refused} is disabled.`);
}
