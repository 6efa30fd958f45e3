import { hash } from 'node:crypto';
import type { push, RequestContext } from '@parlance/contracts';
import { defaultPolicy, hashedText, type Clock, type PushRequest } from '@parlance/push';
import type { PushDocument, StoredTiming } from '../database/documents.ts';
import type { StatusObject } from '../engine/status-object.ts';
import type { PushStore } from '../records/push.store.ts';

export interface Accepting {
  readonly pushes: PushStore;
  readonly status: StatusObject;
  readonly clock: Clock;
}

/** A push whose request was checked and whose audience is known. */
export interface CheckedPush {
  readonly request: PushRequest;
  readonly where: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** The id that it gets. */
  readonly pushId: string;
  /** The same for repetitions of the request. */
  readonly key: string | undefined;
}

/**
 * Stores a push so that nothing loses it: its work, its object in the app's database, and then the word that both are there. A process that
 * is killed in between has promised nothing, and its remains are removed.
 *
 * @returns the push, or the one of the same key that was accepted before, of which nothing is sent anew
 */
export async function accept(
  checked: CheckedPush,
  { app }: RequestContext,
  { pushes, status, clock }: Accepting,
): Promise<{ readonly push: PushDocument; readonly isNew: boolean }> {
  const pushed = documentOf(checked, app, clock.now());
  const earlier = await pushes.add(pushed);
  if (earlier !== undefined) return { push: earlier, isNew: false };
  const state = pushed.timing.pushTime === undefined ? 'pending' : 'scheduled';
  await status.make(pushed, statusMembers(checked, pushed, state));
  await pushes.promise(pushed._id, state);
  return { push: { ...pushed, state }, isNew: true };
}

function documentOf({ request, where, body, pushId, key }: CheckedPush, app: string, now: Date): PushDocument {
  const { variants, expiration, options } = request;
  const [{ content, pushTime }] = variants;
  const timing: StoredTiming = {
    ...(pushTime === undefined ? {} : { pushTime }),
    ...(expiration === undefined ? {} : { expiration }),
    lateZones: options.lateZones,
  };
  return {
    _id: `${app}.${pushId}`,
    a: app,
    objectId: pushId,
    state: 'preparing',
    createdAt: now,
    // The zones of a push at a local time are looked up at once.
    dueAt: pushTime?.kind === 'instant' ? new Date(Math.max(pushTime.at, now.getTime())) : now,
    timing,
    body: JSON.stringify(body),
    where: JSON.stringify(where),
    pushHash: hash('md5', hashedText(content.data)),
    policy: (options.policy ?? defaultPolicy(content)) satisfies push.PushPolicy,
    lane: options.lane,
    ...(key === undefined ? {} : { key }),
  };
}

function statusMembers({ request, where }: CheckedPush, pushed: PushDocument, status: string): Record<string, unknown> {
  const { variants, expiration, source, title, audienceId } = request;
  const [{ content, pushTime }] = variants;
  return {
    pushTime: pushTime?.kind === 'local' ? pushTime.wall : pushed.dueAt.toISOString(),
    source,
    query: JSON.stringify(where),
    payload: JSON.stringify(content.data),
    ...(title === undefined ? {} : { title }),
    ...(expiration?.kind === 'instant' ? { expiry: expiration.at } : {}),
    ...(expiration?.kind === 'interval' ? { expiration_interval: expiration.seconds } : {}),
    ...(audienceId === undefined ? {} : { audienceId }),
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
