import type { Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import { isTimeZone, quietUntil, type QuietHours } from '@parlance/push';
import type { PushDocument, WaveDocument } from '../database/documents.ts';
import type { PartitionStore } from '../records/partition.store.ts';
import type { PushStore } from '../records/push.store.ts';
import type { WaveStore } from '../records/wave.store.ts';
import { pushContext } from './push-context.ts';
import { isOfItsTime, lastZoneAt } from './wave-times.ts';

/** How often a push that is being sent is asked for installations that wait. */
const LOOK_MS = 600_000;
/** Quiet hours end within a day; of installations that move from one zone to the next, within two. */
const WAITING_MS_MAX = 48 * 3_600_000;

export interface WaitingNeeds {
  readonly bus: Bus;
  readonly pushes: PushStore;
  readonly waves: WaveStore;
  readonly partitions: PartitionStore;
  readonly quietHoursOf: (app: string) => Promise<QuietHours | undefined>;
}

/** When nobody waits for a push any longer: whose quiet hours last on then is passed over. */
export function waitsUntil(pushed: PushDocument): Date {
  const from = Math.max(lastZoneAt(pushed).getTime(), pushed.dueAt.getTime(), pushed.startedAt?.getTime() ?? 0);
  return new Date(from + WAITING_MS_MAX);
}

/**
 * Writes waves down for the installations of a push that wait for the end of their quiet hours: one for each time at which they end. An
 * installation is sent to in the wave of the zone that it has then.
 *
 * The decision is one conditional write to the push, and its waves are made from that: two planners at once, and one that follows a lost
 * one, make the same waves.
 *
 * @param isLast nothing else of the push is left to be sent
 * @returns whether there are such waves that are not over
 */
export async function scheduleWaiting(pushed: PushDocument, now: Date, isLast: boolean, needs: WaitingNeeds): Promise<boolean> {
  const { waves, pushes, partitions } = needs;
  const { _id, waiting } = pushed;
  if (await hasOpenWaves(pushed, waves)) return true;
  if (!isLast && now.getTime() - (waiting?.at ?? pushed.startedAt ?? now).getTime() < LOOK_MS) return false;
  if (!(await partitions.counts(_id)).some(({ counts }) => (counts.waiting ?? 0) > 0)) return false;
  const planned = await waitingWaves(pushed, (waiting?.number ?? 0) + 1, now, needs);
  await pushes.setRound(_id, { number: (waiting?.number ?? 0) + 1, at: now, waves: planned });
  const decided = await pushes.find(_id);
  return decided !== undefined && hasOpenWaves(decided, waves);
}

/** Makes the waves of a round that are not there, and tells whether one of them is not over. */
async function hasOpenWaves({ _id: push, waiting: round }: PushDocument, waves: WaveStore): Promise<boolean> {
  if (round === undefined || round.waves.length === 0) return false;
  const states = new Map((await waves.of(push)).map(({ _id, state }) => [_id, state] as const));
  for (const wave of round.waves) if (!states.has(wave._id)) await waves.ensure(wave);
  return round.waves.some(({ _id }) => ['ready', 'running'].includes(states.get(_id) ?? 'ready'));
}

async function waitingWaves(
  pushed: PushDocument,
  round: number,
  now: Date,
  { bus, waves, quietHoursOf }: WaitingNeeds,
): Promise<WaveDocument[]> {
  const { _id, a: app, objectId } = pushed;
  const context = pushContext(app, _id);
  const where = JSON.parse(pushed.where) as Record<string, unknown>;
  const hours = await quietHoursOf(app);
  const first = (await waves.of(_id)).filter((wave) => isOfItsTime(wave) && wave.state !== 'skipped');
  const { zones } = await bus.call(data.zonesOfAudience, { where, waiting: objectId }, context);
  const known = zones.filter(isTimeZone);
  const elsewhere = { $and: [where, { timeZone: { $nin: known } }] };
  const { count } = await bus.call(data.countAudience, { where: elsewhere, waiting: objectId, limit: 1 }, context);
  const planned = new Map<string, WaveDocument & { readonly zones?: string[] }>();
  for (const zone of known) {
    const wave = waveAt(endOf(zone), first.find((one) => one.zones?.includes(zone)) ?? first[0]);
    const same = planned.get(wave._id);
    if (same?.zones === undefined) planned.set(wave._id, { ...wave, zones: [zone] });
    else same.zones.push(zone);
  }
  if (count === 0) return [...planned.values()];
  const frozen = await bus.call(data.freezeAudience, { where: elsewhere }, context);
  const rest = waveAt(endOf(undefined), first[0]);
  return [...planned.values(), { ...rest, _id: `${rest._id}u`, where: JSON.stringify(frozen.where) }];

  function endOf(zone: string | undefined): Date {
    const end = hours === undefined ? undefined : quietUntil(hours, zone, now.getTime());
    return end === undefined ? now : new Date(end);
  }

  /** Expiry is that of the wave in which the installation would have been. */
  function waveAt(dueAt: Date, { expiresAt }: Pick<WaveDocument, 'expiresAt'> = {}): WaveDocument {
    const k = `q${round}x${dueAt.getTime().toString(36)}x${expiresAt?.getTime().toString(36) ?? ''}`;
    return {
      _id: `${_id}-all-${k}`,
      push: _id,
      state: 'ready',
      dueAt,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      waiting: objectId,
    };
  }
}
