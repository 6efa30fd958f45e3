import type { SettingsOf } from '@parlance/app-settings';
import type { auth, RequestContext } from '@parlance/contracts';
import type { Sessions } from './sessions.ts';

/**
 * What a new password does to the sessions of its user: all end, and the device that changed it goes on with a fresh one.
 * @returns the token of that; undefined where the master key made the change
 */
export async function renewSessions(
  sessions: Sessions,
  userId: string,
  { installationId }: auth.Origin,
  settings: SettingsOf<'auth'>,
  context: RequestContext,
): Promise<string | undefined> {
  await sessions.endAll(userId, context);
  if (context.identity.kind !== 'user') return undefined;
  const createdWith = { action: 'login', authProvider: 'password' } as const;
  const { token } = await sessions.begin({ userId, createdWith, installationId, restricted: false }, settings, context);
  return token;
}
