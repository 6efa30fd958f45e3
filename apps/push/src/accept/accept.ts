import type { RequestContext } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import type { PushDocument } from '../database/documents.ts';
import type { StatusObject } from '../engine/status-object.ts';
import type { PushStore } from '../work/push.store.ts';
import { newPushId } from './new-push-id.ts';
import type { AskedPush } from './read-push.ts';

export interface Accepting {
  readonly pushes: PushStore;
  readonly status: StatusObject;
  readonly clock: Clock;
}

/** The origin of a push, as `_PushStatus` names it. */
export type PushSource = 'rest' | 'webui' | 'cloud' | 'client';

/**
 * Stores a push so that nothing loses it: its work, its object in the app's database, and then the word that both are there. A process that
 * is killed in between has promised nothing, and its remains are removed.
 *
 * @returns the push, or the one of the same key that was accepted before, of which nothing is sent anew
 */
export async function accept(
  asked: AskedPush,
  body: Readonly<Record<string, unknown>>,
  source: PushSource,
  { app }: RequestContext,
  { pushes, status, clock }: Accepting,
): Promise<{ readonly push: PushDocument; readonly isNew: boolean }> {
  const now = clock.now();
  const pushed = documentOf(asked, body, app, now);
  const earlier = await pushes.add(pushed);
  if (earlier !== undefined) return { push: earlier, isNew: false };
  const state = asked.dueAt === undefined && asked.local === undefined ? 'pending' : 'scheduled';
  await status.make(pushed, statusMembers(asked, pushed, source, state));
  await pushes.promise(pushed._id, state);
  return { push: { ...pushed, state }, isNew: true };
}

function documentOf(asked: AskedPush, body: Readonly<Record<string, unknown>>, app: string, now: Date): PushDocument {
  const objectId = newPushId();
  const { where, dueAt, expiry, local, lateZones, key, pushHash, policy, lane } = asked;
  return {
    _id: `${app}.${objectId}`,
    a: app,
    objectId,
    state: 'preparing',
    createdAt: now,
    dueAt: dueAt ?? now,
    ...(local === undefined ? {} : { local }),
    ...(lateZones === undefined ? {} : { lateZones }),
    body: JSON.stringify(body),
    where: JSON.stringify(where),
    pushHash,
    policy,
    lane,
    ...(expiry === undefined ? {} : { expiry }),
    ...(key === undefined ? {} : { key }),
  };
}

function statusMembers(asked: AskedPush, pushed: PushDocument, source: PushSource, status: string): Record<string, unknown> {
  const { where, data, title, expiry } = asked;
  return {
    pushTime: pushed.local ?? pushed.dueAt.toISOString(),
    source,
    query: JSON.stringify(where),
    payload: JSON.stringify(data),
    ...(title === undefined ? {} : { title }),
    ...(expiry?.at === undefined ? {} : { expiry: expiry.at.getTime() }),
    ...(expiry?.intervalMs === undefined ? {} : { expiration_interval: expiry.intervalMs / 1_000 }),
    status,
    numSent: 0,
    numFailed: 0,
    numTargeted: 0,
    numUnknown: 0,
    numSkipped: 0,
    pushHash: pushed.pushHash,
    policy: pushed.policy,
    ...(pushed.key === undefined ? {} : { idempotencyKey: pushed.key }),
  };
}
