import type { auth } from '@parlance/contracts';
import { isObject } from '@parlance/values';
import type { SessionRecord } from '../sessions/sessions.ts';

/** A session as administrators see it: without its token, with which they could act as its user. */
export function shownSession({ objectId, expiresAt, installationId, restricted, shown }: SessionRecord): auth.AdministeredSession {
  const { createdAt, createdWith } = shown;
  const { action, authProvider } = isObject(createdWith) ? createdWith : {};
  return {
    id: objectId,
    createdAt: String(createdAt),
    expiresAt: expiresAt?.toISOString() ?? null,
    installationId: installationId ?? null,
    restricted,
    createdWith: {
      action: typeof action === 'string' ? action : '',
      authProvider: typeof authProvider === 'string' ? authProvider : null,
    },
  };
}
