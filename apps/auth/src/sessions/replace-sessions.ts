import type { SettingsOf } from '@parlance/app-settings';
import type { auth, RequestContext } from '@parlance/contracts';
import type { Sessions } from './sessions.ts';

/**
 * Ends all sessions of a user whose password is new, and begins one for the device that changed it.
 *
 * @returns the token of the new session; undefined where somebody else made the change: whoever may write a user does not become them
 */
export async function replaceSessions(
  sessions: Sessions,
  userId: string,
  { installationId }: auth.Origin,
  settings: SettingsOf<'auth'>,
  context: RequestContext,
): Promise<string | undefined> {
  await sessions.endAll(userId, context);
  if (context.identity.kind !== 'user' || context.identity.userId !== userId) return undefined;
  const createdWith = { action: 'login', authProvider: 'password' } as const;
  const { token } = await sessions.begin({ userId, createdWith, installationId, restricted: false }, settings, context);
  return token;
}
