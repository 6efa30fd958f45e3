import type { data, push } from '@parlance/contracts';
import { assignGroup } from '@parlance/statistics';
import type { PushDocument, WaveDocument, WaveState } from '../database/documents.ts';

/** A push, as far as the attribution of opens looks at it. */
export type OpenedPush = Pick<
  PushDocument,
  '_id' | 'objectId' | 'pushHash' | 'state' | 'createdAt' | 'startedAt' | 'finishedAt' | 'timing' | 'where'
> & { readonly group?: push.PushGroup };

/** An open of a registered installation. */
export interface Opening {
  readonly sent: push.SentOpen;
  readonly by: data.Registration;
}

/** Pushes that opens may be of: by their ids, and by their hashes, the newest first. */
export interface Candidates {
  readonly byId: ReadonlyMap<string, OpenedPush>;
  readonly byHash: ReadonlyMap<string, readonly OpenedPush[]>;
}

export interface Attributed extends Opening {
  readonly push: OpenedPush;
  readonly source: 'push_id' | 'push_hash';
}

/** States in which a wave is being sent, or was. */
const STARTED: readonly WaveState[] = ['running', 'done', 'canceled'];

/**
 * The push that a device has opened. Its id wins, if that is a push of the app that has begun; else it is the newest push of the same hash
 * that has. Of pushes that have not begun the named one is taken: the open is then suspect.
 * Source: docs/contract/30-push-engine.md section 10.
 *
 * @returns undefined for an open of no push of the app
 */
export function attribute(opening: Opening, { byId, byHash }: Candidates): Attributed | undefined {
  const { pushId, pushHash } = opening.sent;
  const named = pushId === undefined ? undefined : byId.get(pushId);
  if (named?.startedAt !== undefined) return { ...opening, push: named, source: 'push_id' };
  const found = pushHash === undefined ? undefined : newestOf(byHash.get(pushHash) ?? [], opening.by);
  if (named !== undefined && found?.startedAt === undefined) return { ...opening, push: named, source: 'push_id' };
  return found === undefined ? undefined : { ...opening, push: found, source: 'push_hash' };
}

/** Variants of an experiment may have one hash: the device tells by its group which of them it has got. */
function newestOf(pushes: readonly OpenedPush[], by: data.Registration): OpenedPush | undefined {
  const newest = pushes.find(({ startedAt }) => startedAt !== undefined) ?? pushes[0];
  if (newest?.group === undefined) return newest;
  const { experiment } = newest.group;
  return pushes.find(({ group }) => group?.experiment === experiment && isInGroup(group, by)) ?? newest;
}

/** Whether an installation is among those that a push of an experiment goes to. */
export function isInGroup({ experiment, sizePercent, variants, index }: push.PushGroup, by: data.Registration): boolean {
  const group = assignGroup({ experimentId: experiment, sizePercent, variants }, by);
  return group.kind === 'launch' ? index === 'launch' : group.index === index;
}

/**
 * The wave by which an installation has got a push.
 * @returns undefined when it cannot have: none that it belongs to has begun, or the push went to another group, or had ended before the
 *   installation was made
 */
export function waveFor({ push, by }: Attributed, waves: readonly WaveDocument[]): WaveDocument | undefined {
  if (push.group !== undefined && !isInGroup(push.group, by)) return undefined;
  if (push.finishedAt !== undefined && by.createdAt > push.finishedAt.getTime()) return undefined;
  const started = waves.filter(({ state }) => STARTED.includes(state));
  const own = started.find(({ zones }) => zones === undefined || (by.timeZone !== undefined && zones.includes(by.timeZone)));
  // A device that has changed its zone since has got the push by the wave of the old one.
  return own ?? (hasChangedSince(by, push) ? started[0] : undefined);
}

/**
 * Whether an installation was changed after the push began. Then it may have matched the query of the push when it was sent, though it does
 * not now: apps note their own start in the very members by which those who stay away are found.
 */
export function hasChangedSince({ createdAt, updatedAt }: data.Registration, { startedAt }: OpenedPush): boolean {
  return startedAt !== undefined && updatedAt > startedAt.getTime() && updatedAt > createdAt;
}
