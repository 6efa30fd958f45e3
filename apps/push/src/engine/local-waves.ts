import type { Bus } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { instantIn, isTimeZone, nextDay, wavesOf, type Wave } from '@parlance/push';
import type { PushDocument, WaveDocument } from '../database/documents.ts';
import type { WaveStore } from '../records/wave.store.ts';
import { pushContext } from './push-context.ts';
import { isOfItsTime, lastZoneAt, waveDocument, ZONES_MS } from './wave-times.ts';

export interface Scheduling {
  readonly bus: Bus;
  readonly waves: WaveStore;
}

/** When a push is to be looked after next, or the reason for which nothing of it can be sent. */
export type Due = { readonly at: Date } | { readonly refusal: ParseError };

type Where = Record<string, unknown>;

/** Nobody is left out of a count by this. */
const COUNTED_MAX = 1_000_000_000;

/**
 * Writes the waves of a push at a local time down, for the zones that its audience has now. Zones that are in a wave already stay there,
 * unless their time has changed. A zone is late when its time was past at the last look: one that turned up since is sent to at once.
 */
export async function scheduleLocalWaves(pushed: PushDocument, now: Date, needs: Scheduling): Promise<Due> {
  const { _id, zonesAt, createdAt } = pushed;
  const { pushTime, expiration, lateZones } = pushed.timing;
  const zones = await zonesOf(pushed, needs);
  const planned = (await waves()).filter(isOfItsTime);
  const known = new Set(planned.flatMap((wave) => wave.zones ?? []));
  for (const [wave, moved] of movedZones(pushed, planned, now)) {
    await needs.waves.release(wave, moved);
    for (const zone of moved) known.delete(zone);
  }
  try {
    const further = zones.filter((zone) => !known.has(zone));
    for (const wave of wavesOf({ pushTime, expiration, lateZones }, further, (zonesAt ?? createdAt).getTime()).waves)
      await needs.waves.ensure(waveDocument(pushed, wave, nameOf(wave)));
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    if (zonesAt === undefined && planned.length === 0) return { refusal: error };
  }
  if (!planned.some((wave) => wave._id === passedOver(pushed))) await passOver(pushed, now, zones, needs);
  const next = (await waves()).filter(({ state }) => state === 'ready').map(({ dueAt }) => dueAt.getTime());
  return { at: new Date(Math.min(now.getTime() + ZONES_MS, ...next, Math.max(now.getTime(), lastZoneAt(pushed).getTime()))) };

  function waves(): Promise<readonly WaveDocument[]> {
    return needs.waves.of(_id);
  }
}

/**
 * Counts the installations anew that got nothing, as they have no time zone, or one that was late: some have got a zone since, and were sent
 * to there.
 */
export async function recountPassedOver(pushed: PushDocument, needs: Scheduling): Promise<void> {
  const skipped = await countPassedOver(pushed, await zonesOf(pushed, needs), needs);
  await needs.waves.recount(passedOver(pushed), skipped);
}

async function passOver(pushed: PushDocument, now: Date, zones: readonly string[], needs: Scheduling): Promise<void> {
  const skipped = await countPassedOver(pushed, zones, needs);
  await needs.waves.ensure({ _id: passedOver(pushed), push: pushed._id, state: 'skipped', dueAt: now, skipped });
}

async function countPassedOver(
  pushed: PushDocument,
  zones: readonly string[],
  { bus, waves }: Scheduling,
): Promise<Record<string, number>> {
  const served = new Set((await waves.of(pushed._id)).filter(isOfItsTime).flatMap((wave) => wave.zones ?? []));
  const late = zones.filter((zone) => !served.has(zone) && isTimeZone(zone));
  const where = whereOf(pushed);
  const without = { $and: [where, { timeZone: { $nin: [...served, ...late] } }] };
  const [noTimeZone, lateZone] = await Promise.all([
    countOf(pushed, { where: without }, bus),
    late.length === 0 ? 0 : countOf(pushed, { where, zones: late }, bus),
  ]);
  return tallyOf({ noTimeZone, lateZone });
}

/** Counts the installations of a wave that comes too late to be sent. */
export async function countWave(pushed: PushDocument, { zones = [] }: WaveDocument, reason: string, { bus }: Scheduling) {
  return tallyOf({ [reason]: await countOf(pushed, { where: whereOf(pushed), zones: [...zones] }, bus) });
}

/** Those that have got nothing by this push. An audience that takes too long to be counted counts as nobody, and keeps the push from nothing. */
async function countOf(pushed: PushDocument, audience: Pick<data.PushAudience, 'where' | 'zones'>, bus: Bus): Promise<number> {
  try {
    const asked = { ...groupOf(pushed), ...audience, withoutLocal: pushed.objectId, limit: COUNTED_MAX };
    return (await bus.call(data.countAudience, asked, contextOf(pushed))).count;
  } catch (error) {
    if (error instanceof ParseError && error.kind === 'RequestTimeout') return 0;
    throw error;
  }
}

/** Zones of waves that have not begun whose time is another one by now, as the rules of the zone have changed. By wave. */
function movedZones({ timing: { pushTime, lateZones } }: PushDocument, planned: readonly WaveDocument[], now: Date) {
  if (pushTime?.kind !== 'local') return [];
  const walls = lateZones === 'next_day' ? [pushTime.wall, nextDay(pushTime.wall)] : [pushTime.wall];
  return planned
    .filter(({ state, dueAt }) => state === 'ready' && dueAt > now)
    .map(({ _id, dueAt, zones = [] }) => {
      const moved = zones.filter((zone) => !walls.some((wall) => instantIn(zone, wall) === dueAt.getTime()));
      return [_id, moved] as const;
    })
    .filter(([, moved]) => moved.length > 0);
}

async function zonesOf(pushed: PushDocument, { bus }: Scheduling): Promise<readonly string[]> {
  return (await bus.call(data.zonesOfAudience, { where: whereOf(pushed) }, contextOf(pushed))).zones;
}

function contextOf({ a: app, _id }: PushDocument): RequestContext {
  return pushContext(app, _id);
}

/** Those alone are counted that a push of an experiment is for. */
function groupOf({ group }: PushDocument): Pick<data.CountAudienceRequest, 'group'> {
  return group === undefined ? {} : { group };
}

function whereOf({ where }: PushDocument): Where {
  return JSON.parse(where) as Where;
}

/** Zones of one instant can have a wall time of expiry at different ones. */
function nameOf({ dueAt, expiresAt }: Wave): string {
  return expiresAt === undefined ? dueAt.toString(36) : `${dueAt.toString(36)}x${expiresAt.toString(36)}`;
}

function passedOver({ _id }: PushDocument): string {
  return `${_id}-all-passed`;
}

function tallyOf(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
