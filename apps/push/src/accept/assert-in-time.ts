import type { Bus } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { asPlatform } from '@parlance/platform-objects';
import { GRACE_MS, instantIn, wavesOf, type Timing } from '@parlance/push';

/** The answer to a push does not wait longer for the zones of its audience: the engine looks them up in any case. */
const ZONES_MS_MAX = 1_000;
/** The zone in which a wall time comes first. */
const FIRST_ZONE = 'Etc/GMT-14';

/**
 * Refuses a push at a local time of which nothing could be sent, as far as that can be told at once. Of others nothing is asked.
 *
 * @throws InvalidPushTime (152) the time is past in every zone of the audience; InvalidExpiration (138) the push is due in none before it
 *   expires
 */
export async function assertInTime(
  timing: Timing,
  where: Readonly<Record<string, unknown>>,
  now: Date,
  context: RequestContext,
  bus: Bus,
): Promise<void> {
  const { pushTime, expiration } = timing;
  if (pushTime?.kind !== 'local') return;
  const mayBeLate = instantIn(FIRST_ZONE, pushTime.wall) < now.getTime() - GRACE_MS;
  if (!mayBeLate && expiration?.kind !== 'instant') return;
  const zones = await zonesOf(where, context, bus);
  if (zones !== undefined) wavesOf(timing, zones, now.getTime());
}

/** Undefined where they cannot be told in time. */
async function zonesOf(where: Readonly<Record<string, unknown>>, context: RequestContext, bus: Bus): Promise<string[] | undefined> {
  const deadline = Math.min(context.deadline, Date.now() + ZONES_MS_MAX);
  try {
    return (await bus.call(data.zonesOfAudience, { where: { ...where } }, { ...asPlatform(context), deadline })).zones;
  } catch (error) {
    if (error instanceof ParseError && (error.kind === 'RequestTimeout' || error.kind === 'ServiceUnavailable')) return undefined;
    throw error;
  }
}
