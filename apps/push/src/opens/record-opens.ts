import type { Bus } from '@parlance/bus';
import { data, type push, type RequestContext } from '@parlance/contracts';
import { asPlatform } from '@parlance/platform-objects';
import type { Clock } from '@parlance/push';
import type { OpenDocument, WaveDocument } from '../database/documents.ts';
import type { WaveStore } from '../records/wave.store.ts';
import { attribute, hasChangedSince, waveFor, type Attributed, type Opening } from './attribute.ts';
import type { OpenStore } from './open.store.ts';
import type { OpenedPushStore } from './opened-push.store.ts';

/** How long a push is found by its hash. */
const HASH_DAYS = 30;
const DAY_MS = 86_400_000;

export interface Recording {
  readonly bus: Bus;
  readonly opens: OpenStore;
  readonly pushes: OpenedPushStore;
  readonly waves: WaveStore;
  readonly clock: Clock;
}

/** Since when pushes are found by their hash. */
export function sinceOf(now: Date): Date {
  return new Date(now.getTime() - HASH_DAYS * DAY_MS);
}

/** An open with the wave that its device belongs to. */
interface InWave extends Attributed {
  readonly wave: WaveDocument;
}

/**
 * Stores opens of pushes, those of registered installations alone. Each question is asked once for all of them: which installations there
 * are, which pushes, and which installations belong to the audience of a wave.
 *
 * @throws ParseError while `data` or the database is away: the same opens are to be told again
 */
export async function recordOpens(sent: readonly push.SentOpen[], context: RequestContext, needs: Recording): Promise<push.RecordedOpens> {
  const now = needs.clock.now();
  const openings = await registered(sent, context, needs);
  const attributed = await attributedTo(openings, now, context, needs);
  const audience = await inAudience(attributed, context, needs);
  const documents = unique(attributed.map((one) => documentOf(one, now, !audience.has(one))));
  const added = await needs.opens.add(documents);
  // Repeated ones too: the process that stored them may have been killed before it could note them.
  await needs.pushes.mark([...new Set([...audience].map(({ push: { _id } }) => _id))], now);
  const suspect = added.filter((one) => one.suspect === true).length;
  return {
    first: added.length - suspect,
    suspect,
    repeated: attributed.length - added.length,
    ignored: sent.length - attributed.length,
  };
}

async function registered(sent: readonly push.SentOpen[], context: RequestContext, { bus }: Recording): Promise<readonly Opening[]> {
  const installationIds = [...new Set(sent.map(({ installation }) => installation.toLowerCase()))];
  const { registrations } = await bus.call(data.readRegistrations, { installationIds }, asPlatform(context));
  const known = new Map(registrations.map((registration) => [registration.installationId, registration]));
  return sent.flatMap((one) => {
    const by = known.get(one.installation.toLowerCase());
    return by === undefined ? [] : [{ sent: one, by }];
  });
}

async function attributedTo(
  openings: readonly Opening[],
  now: Date,
  { app }: RequestContext,
  { pushes }: Recording,
): Promise<readonly Attributed[]> {
  const names = {
    ids: new Set(openings.flatMap(({ sent: { pushId } }) => pushId ?? [])),
    hashes: new Set(openings.flatMap(({ sent: { pushHash } }) => pushHash ?? [])),
  };
  const candidates = await pushes.candidates(app, names, sinceOf(now));
  return openings.flatMap((opening) => attribute(opening, candidates) ?? []);
}

/** Those of devices that the push was sent to, as far as their query tells. */
async function inAudience(attributed: readonly Attributed[], context: RequestContext, needs: Recording): Promise<ReadonlySet<Attributed>> {
  const waves = await needs.waves.ofAll([...new Set(attributed.map(({ push: { _id } }) => _id))]);
  const byPush = Map.groupBy(waves, ({ push }) => push);
  const inWaves = attributed.flatMap((one): InWave[] => {
    const wave = waveFor(one, byPush.get(one.push._id) ?? []);
    return wave === undefined ? [] : [{ ...one, wave }];
  });
  const belongs = new Set<string>();
  for (const group of Map.groupBy(inWaves, ({ wave }) => wave._id).values())
    for (const objectId of await matching(group, context, needs)) belongs.add(`${group[0]?.push._id}:${objectId}`);
  const waveOf = new Set(inWaves.map(({ sent }) => sent));
  return new Set(attributed.filter((one) => waveOf.has(one.sent) && isBelonging(one, belongs)));
}

function isBelonging(one: Attributed, belongs: ReadonlySet<string>): boolean {
  return belongs.has(`${one.push._id}:${one.by.objectId}`) || hasChangedSince(one.by, one.push);
}

/** The objectIds of the installations that match the query of a wave now. */
async function matching(group: readonly InWave[], context: RequestContext, { bus }: Recording): Promise<readonly string[]> {
  const [{ wave, push } = {}] = group;
  if (wave === undefined || push === undefined) return [];
  const ids = [...new Set(group.map(({ by }) => by.objectId))];
  const where = JSON.parse(wave.where ?? push.where) as Record<string, unknown>;
  const asked = { where, ids, unreachable: true, limit: ids.length } as const;
  const { targets } = await bus.call(data.pageAudience, asked, asPlatform(context));
  return targets.map(({ objectId }) => objectId);
}

function documentOf({ push, by, sent, source }: Attributed, addedAt: Date, isSuspect: boolean): OpenDocument {
  const key = isSuspect ? `suspect:${push._id}` : push._id;
  const suspect = isSuspect ? { suspect: true as const } : {};
  return { _id: `${key}:${by.installationId}`, push: key, at: new Date(sent.at), addedAt, source, ...suspect };
}

function unique(documents: readonly OpenDocument[]): readonly OpenDocument[] {
  return [...new Map(documents.toReversed().map((document) => [document._id, document])).values()].toReversed();
}
