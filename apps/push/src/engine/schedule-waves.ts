import type { Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { instantIn, wavesOf, type Timing, type Wave } from '@parlance/push';
import type { PushDocument, WaveDocument } from '../database/documents.ts';
import type { WaveStore } from '../records/wave.store.ts';
import { pushContext } from './push-context.ts';

/** How often the zones of an audience are looked up: devices register and move. */
const ZONES_MS = 3_600_000;
/** The zone in which a wall time comes last. */
const LAST_ZONE = 'Etc/GMT+12';

export interface Scheduling {
  readonly bus: Bus;
  readonly waves: WaveStore;
}

/** When a push is to be looked after next, or the reason for which nothing of it can be sent. */
export type Due = { readonly at: Date } | { readonly refusal: string };

/**
 * Writes the waves of a push down: one at an instant, or one for each time at which the zones of its audience have the wall time. Zones that
 * are in a wave already stay there.
 */
export async function scheduleWaves(pushed: PushDocument, now: Date, { bus, waves }: Scheduling): Promise<Due> {
  const { _id, a: app, dueAt } = pushed;
  const timing = timingOf(pushed);
  if (timing.pushTime?.kind !== 'local') {
    const [wave] = wavesOf({ ...timing, pushTime: { kind: 'instant', at: dueAt.getTime() } }, [], dueAt.getTime()).waves;
    if (wave !== undefined) await waves.ensure(documentOf(pushed, wave, '0'));
    return { at: dueAt };
  }
  const context = pushContext(app, _id);
  const where = JSON.parse(pushed.where) as Record<string, unknown>;
  const { zones } = await bus.call(data.zonesOfAudience, { where }, context);
  const planned = await waves.of(_id);
  const known = new Set(planned.flatMap((wave) => wave.zones ?? []));
  const isFirst = planned.length === 0;
  try {
    const { waves: more, late } = wavesOf(
      timing,
      zones.filter((zone) => !known.has(zone)),
      now.getTime(),
    );
    for (const wave of more) await waves.ensure(documentOf(pushed, wave, wave.dueAt.toString(36)));
    if (isFirst) await passOver(late, more);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    if (isFirst) return { refusal: error.message };
  }
  const next = (await waves.of(_id)).filter(({ state }) => state === 'ready').map((wave) => wave.dueAt.getTime());
  return { at: new Date(Math.min(now.getTime() + ZONES_MS, ...next, Math.max(now.getTime(), lastZoneAt(pushed).getTime()))) };

  /** Installations without a zone, and of zones that are late, get nothing: they are counted so. */
  async function passOver(late: readonly string[], served: readonly Wave[]): Promise<void> {
    const inZones = [...late, ...served.flatMap((wave) => wave.zones ?? [])];
    const without = { $and: [where, { timeZone: { $nin: inZones } }] };
    const limit = 1_000_000;
    const [noTimeZone, lateZone] = await Promise.all([
      bus.call(data.countAudience, { where: without, limit }, context),
      late.length === 0 ? { count: 0 } : bus.call(data.countAudience, { where, zones: [...late], limit }, context),
    ]);
    const counted = { noTimeZone: noTimeZone.count, lateZone: lateZone.count };
    const skipped = Object.fromEntries(Object.entries(counted).filter(([, count]) => count > 0));
    await waves.ensure({ _id: `${_id}-all-passed`, push: _id, state: 'skipped', dueAt: now, zones: [...late], skipped });
  }
}

/** Whether the zones of a running push are to be looked up again: before each of its waves, and from time to time. */
export function needsZones({ timing, zonesAt }: PushDocument, waves: readonly WaveDocument[], now: Date): boolean {
  if (timing.pushTime?.kind !== 'local' || zonesAt === undefined) return false;
  if (waves.some(({ state, dueAt }) => state === 'ready' && dueAt <= now && zonesAt < dueAt)) return true;
  return now.getTime() - zonesAt.getTime() >= ZONES_MS;
}

/** The time after which no zone is left that could be served. */
export function lastZoneAt({ timing: { pushTime, lateZones }, createdAt }: PushDocument): Date {
  if (pushTime?.kind !== 'local') return createdAt;
  const last = instantIn(LAST_ZONE, pushTime.wall);
  return new Date(lateZones === 'next_day' ? last + 24 * ZONES_MS : last);
}

function timingOf({ timing: { pushTime, expiration, lateZones } }: PushDocument): Timing {
  return { pushTime, expiration, lateZones };
}

/** `k` tells the waves of a push apart, and holds no hyphen. */
function documentOf({ _id: push }: PushDocument, { dueAt, expiresAt, zones }: Wave, k: string): WaveDocument {
  return {
    _id: `${push}-all-${k}`,
    push,
    state: 'ready',
    dueAt: new Date(dueAt),
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
    ...(zones === null ? {} : { zones }),
  };
}
