import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { push, RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { defaultPolicy, hashedText, isExempt, type Clock, type PushRequest } from '@parlance/push';
import { variantKey } from '@parlance/statistics';
import type { PushDocument, StoredTiming } from '../database/documents.ts';
import type { StatusObject } from '../engine/status-object.ts';
import type { PushStore } from '../records/push.store.ts';

/** How long a repeated request waits for the first one to be stored, and how often it looks. */
const PROMISE_MS_MAX = 5_000;
const PROMISE_LOOK_MS = 25;

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
  /** Of the transactional lane: installations that it may be for. */
  readonly recipientsMax: number | undefined;
  /** Of a push of an experiment. */
  readonly group?: push.PushGroup;
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
  const earlier = await addOrFind(pushed, pushes);
  if (earlier !== undefined) return { push: earlier, isNew: false };
  const state = promisedState(pushed);
  await status.make(pushed, statusMembers(checked, pushed));
  if (!(await pushes.promise(pushed._id, state))) throw new ParseError('RequestTimeout', 'The push could not be stored in time.');
  return { push: { ...pushed, state }, isNew: true };
}

/**
 * Adds a push, or finds the earlier one of its key once that is promised: one whose process is lost before that is removed, and the next
 * request of its key is a new one.
 *
 * @throws RequestTimeout (124) while the earlier one is neither promised nor removed
 */
export async function addOrFind(pushed: PushDocument, pushes: PushStore): Promise<PushDocument | undefined> {
  const giveUpAt = performance.now() + PROMISE_MS_MAX;
  for (;;) {
    const earlier = await pushes.add(pushed);
    if (earlier === undefined || (earlier.state !== 'preparing' && earlier.state !== 'removing')) return earlier;
    if (performance.now() > giveUpAt) throw new ParseError('RequestTimeout', 'The first push of this key is not stored yet.');
    await sleep(PROMISE_LOOK_MS);
  }
}

/** The state in which a push is promised. */
export function promisedState({ timing }: PushDocument): 'pending' | 'scheduled' {
  return timing.pushTime === undefined ? 'pending' : 'scheduled';
}

/** The id under which a sender hears of a push: that of its experiment for one of its versions. */
export function answeredId({ objectId, group }: PushDocument): string {
  return group === undefined || group.index === 'launch' ? objectId : group.experiment;
}

/** A push as it is prepared: nobody was promised it yet. */
export function documentOf({ request, where, body, pushId, key, recipientsMax, group }: CheckedPush, app: string, now: Date): PushDocument {
  const { variants, expiration, options } = request;
  const [{ content, pushTime }] = variants;
  const timing: StoredTiming = {
    ...(pushTime === undefined ? {} : { pushTime }),
    ...(expiration === undefined ? {} : { expiration }),
    lateZones: options.lateZones,
    maxDelayMs: Math.round(options.maxDelay * 1_000),
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
    // Opens of two versions are told apart by it, and those of the launched one too.
    pushHash: hash('md5', hashedText(content.data, group === undefined ? undefined : pushId)),
    policy: (options.policy ?? defaultPolicy(content)) satisfies push.PushPolicy,
    lane: options.lane,
    ...(options.maxRate === undefined ? {} : { maxRate: options.maxRate }),
    ...(isExempt(request) ? { exempt: true } : {}),
    ...(recipientsMax === undefined ? {} : { recipientsMax }),
    ...(key === undefined ? {} : { key }),
    ...(group === undefined ? {} : { group }),
  };
}

/** The members of its `_PushStatus` object. */
export function statusMembers({ request, where, group }: CheckedPush, pushed: PushDocument): Record<string, unknown> {
  const { variants, expiration, source, title, audienceId } = request;
  const [{ content, pushTime }] = variants;
  return {
    pushTime: pushTime?.kind === 'local' ? pushTime.wall : pushed.dueAt.toISOString(),
    source,
    query: JSON.stringify(where),
    payload: JSON.stringify(content.data),
    ...(title === undefined ? {} : { title }),
    ...(expiration?.kind === 'instant' ? { expiry: expiration.at } : {}),
    ...(expiration?.kind === 'interval' ? intervalMembers(expiration.seconds, pushed, pushTime === undefined) : {}),
    ...(audienceId === undefined ? {} : { audienceId }),
    // Clients see nothing of it, under Parse Server either.
    ACL: {},
    status: promisedState(pushed),
    numSent: 0,
    numFailed: 0,
    numTargeted: 0,
    numUnknown: 0,
    numSkipped: 0,
    numOpened: 0,
    pushHash: pushed.pushHash,
    policy: pushed.policy,
    ...(group === undefined
      ? {}
      : { experimentId: group.experiment, variant: group.index === 'launch' ? 'launch' : variantKey(group.index) }),
    ...(pushed.key === undefined ? {} : { idempotencyKey: pushed.key }),
  };
}

/** The end of a push that is sent at once is known already; that of others counts from each time at which they are sent. */
function intervalMembers(seconds: number, { dueAt }: PushDocument, isSentAtOnce: boolean): Record<string, unknown> {
  return { expiration_interval: seconds, ...(isSentAtOnce ? { expiry: dueAt.getTime() + Math.round(seconds * 1_000) } : {}) };
}
