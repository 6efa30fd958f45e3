import type { AppSettings } from '@parlance/app-settings';

export type SessionLifeSettings = Pick<AppSettings, 'sessionLength' | 'expireInactiveSessions' | 'extendSessionOnUse'>;

/** When a session that begins now ends; undefined when sessions of the app do not expire. */
export function sessionExpiry(settings: SessionLifeSettings, now: Date): Date | undefined {
  return settings.expireInactiveSessions ? new Date(now.getTime() + settings.sessionLength * 1_000) : undefined;
}

/** True from the moment of expiry on. A session without a date does not expire, also when the app lets sessions expire later. */
export function isSessionExpired(expiresAt: Date | undefined, now: Date): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/**
 * The end to store when a live session is used; undefined when nothing is to be written. At most one write per half life: a session is
 * extended once less than half of its life is left.
 */
export function extendedExpiry(expiresAt: Date | undefined, settings: SessionLifeSettings, now: Date): Date | undefined {
  if (expiresAt === undefined || !settings.extendSessionOnUse || isSessionExpired(expiresAt, now)) return undefined;
  const leftMs = expiresAt.getTime() - now.getTime();
  return leftMs < settings.sessionLength * 500 ? sessionExpiry(settings, now) : undefined;
}
