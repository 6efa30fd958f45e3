import { endsAt, instantIn, type Wave } from '@parlance/push';
import type { PushDocument, WaveDocument } from '../database/documents.ts';

/** How often the zones of an audience are looked up: devices register and move. */
export const ZONES_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** The zone in which a wall time comes last. */
const LAST_ZONE = 'Etc/GMT+12';

export function isLocal({ timing: { pushTime } }: Pick<PushDocument, 'timing'>): boolean {
  return pushTime?.kind === 'local';
}

/**
 * Whether the zones of a running push are to be looked up again: before each of its waves, from time to time, and when the last zone is
 * past.
 */
export function needsZones(pushed: PushDocument, waves: readonly WaveDocument[], now: Date): boolean {
  const { zonesAt } = pushed;
  if (!isLocal(pushed) || zonesAt === undefined) return false;
  const times = [...waves.filter(({ state }) => state === 'ready').map(({ dueAt }) => dueAt), lastZoneAt(pushed)];
  if (times.some((time) => time <= now && zonesAt < time)) return true;
  return zonesAt < lastZoneAt(pushed) && now.getTime() - zonesAt.getTime() >= ZONES_MS;
}

/** The time after which no zone is left that could be served; the acceptance of a push at an instant. */
export function lastZoneAt({ timing: { pushTime, lateZones }, createdAt }: PushDocument): Date {
  if (pushTime?.kind !== 'local') return createdAt;
  const last = instantIn(LAST_ZONE, pushTime.wall);
  return new Date(lateZones === 'next_day' ? last + DAY_MS : last);
}

/** The time from which on nothing of a wave is handed over. */
export function endOf(pushed: PushDocument, { expiresAt }: WaveDocument): number | undefined {
  return endsAt(expiresAt?.getTime(), isLocal(pushed) ? lastZoneAt(pushed).getTime() : undefined);
}

/** Whether a wave is sent at the time of its push, and not later, when quiet hours end. */
export function isOfItsTime({ waiting }: WaveDocument): boolean {
  return waiting === undefined;
}

/**
 * The reason for which a wave that is due comes too late: it has expired, or nobody could send it for longer than the push may be late.
 * The time of a pause does not count as late.
 */
export function lateReason({ timing: { pushTime, maxDelayMs }, resumedAt }: PushDocument, wave: WaveDocument, now: Date) {
  if (wave.expiresAt !== undefined && wave.expiresAt <= now) return 'expired';
  const from = Math.max(wave.dueAt.getTime(), resumedAt?.getTime() ?? 0);
  return pushTime !== undefined && isOfItsTime(wave) && now.getTime() - from > maxDelayMs ? 'missed' : undefined;
}

/** @param k tells the waves of a push apart, and holds no hyphen */
export function waveDocument({ _id: push }: PushDocument, { dueAt, expiresAt, zones }: Wave, k: string): WaveDocument {
  return {
    _id: `${push}-all-${k}`,
    push,
    state: 'ready',
    dueAt: new Date(dueAt),
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
    ...(zones === null ? {} : { zones }),
  };
}
