import type { data, push } from '@parlance/contracts';
import { nextAttempt, countKey, type Message, type Outcome, type Target } from '@parlance/push';
import { QUOTA } from '@parlance/push-providers';
import type { Fate } from './book.ts';
import type { Delivery, Prepared } from './delivery.ts';
import type { Admission, WayOutcome } from './flow/way.ts';

/** The longest that a slice waits for the turn of a provider; and its part of the lease, which it may not outlive. */
const PATIENCE_MS = 2_000;
const PATIENCE_SHARE = 1 / 24;
/** The part of the lease after which requests of a slice are given up. */
const SENDING_SHARE = 1 / 6;

const DAY_MS = 86_400_000;

/** Everything that sending one slice takes. */
export interface SliceSending {
  readonly delivery: Pick<Delivery, 'way'>;
  readonly claim: Pick<push.PushClaim, 'partition' | 'policy' | 'endsAt' | 'lane' | 'leaseMs'>;
  readonly attempts: ReadonlyMap<string, number>;
  readonly badges: Readonly<Record<string, number>>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface SentSlice {
  readonly fates: ReadonlyMap<string, Fate>;
  readonly dead: readonly data.DeadToken[];
  /** Messages that APNs has answered for good. */
  readonly answers: number;
  /** Nothing was handed over, since all providers are busy until then (epoch milliseconds): nobody has a fate. */
  readonly heldUntil?: number;
  /** Credentials that their providers do not accept, with the reason. */
  readonly refused?: ReadonlyMap<string, string>;
}

interface Part {
  readonly credential: string;
  readonly prepared: readonly Prepared[];
  readonly admission: Admission | undefined;
}

/**
 * Hands a slice to the providers, those of each credential together, and decides the fate of each installation. Those of a provider that is
 * out of order are put off, and the others go on. Never fails.
 */
export async function sendSlice(prepared: readonly Prepared[], sending: SliceSending): Promise<SentSlice> {
  const { delivery, claim } = sending;
  const patienceMs = Math.min(PATIENCE_MS, claim.leaseMs * PATIENCE_SHARE);
  const parts = await Promise.all(
    [...Map.groupBy(prepared, ({ credential }) => credential)].map(async ([credential, some]): Promise<Part> => {
      return { credential, prepared: some, admission: await delivery.way(credential)?.admit(some.length, claim.lane, patienceMs) };
    }),
  );
  if (parts.length > 0 && parts.every(({ admission }) => admission?.admitted === 0 && !admission.isSick)) {
    const heldUntil = Math.min(...parts.map(({ admission }) => admission?.until ?? 0), claim.endsAt ?? Infinity);
    return { fates: new Map(), dead: [], answers: 0, heldUntil };
  }
  const fates = new Map<string, Fate>();
  const dead: data.DeadToken[] = [];
  const refused = new Map<string, string>();
  let answers = 0;
  const signal = AbortSignal.timeout(Math.max(1, claim.leaseMs * SENDING_SHARE));
  await Promise.all(
    parts.map(async ({ credential, prepared: some, admission }) => {
      const messages = some.map(({ target, message }) => message(sending.badges[target.objectId]));
      const outcomes = await handOver(messages, admission, signal);
      for (const [at, one] of some.entries()) {
        const message = messages[at];
        const outcome = outcomes[at] ?? { kind: 'unknown', reason: 'noOutcome' };
        if (message === undefined) continue;
        fates.set(one.target.objectId, fateOf(outcome, one, message, sending));
        if (outcome.kind === 'dead') dead.push(deadToken(one.target, message, outcome));
        else if (outcome.kind === 'authError') refused.set(credential, outcome.reason);
        if (isUsedUp(outcome)) dead.push({ ...deadToken(one.target, message, outcome), until: nextDay(sending.now()) });
        if (message.provider === 'apns' && FINAL.has(outcome.kind)) answers += 1;
      }
    }),
  );
  return { fates, dead, answers, ...(refused.size === 0 ? {} : { refused }) };
}

const FINAL: ReadonlySet<WayOutcome['kind']> = new Set<WayOutcome['kind']>(['sent', 'dead', 'refused', 'tooLarge']);

async function handOver(
  messages: readonly Message[],
  admission: Admission | undefined,
  signal: AbortSignal,
): Promise<readonly WayOutcome[]> {
  if (admission === undefined) return messages.map(() => ({ kind: 'refused', reason: 'notConfigured' }));
  const { admitted, until } = admission;
  if (admitted >= messages.length) return admission.send(messages, signal);
  const outcomes = await admission.send(messages.slice(0, admitted), signal);
  return messages.map((_, at) => outcomes[at] ?? { kind: 'deferred', until });
}

function fateOf(outcome: WayOutcome, { target, locale, offset, hasOthers }: Prepared, message: Message, sending: SliceSending): Fate {
  const type = countKey(target.deviceType);
  const by = offset === undefined ? {} : { offset };
  switch (outcome.kind) {
    case 'sent':
      return { kind: 'sent', type, ...(locale === undefined ? {} : { locale }), ...by };
    case 'deferred':
      // Nothing was handed over: it counts as no attempt.
      return {
        kind: 'again',
        attempt: attemptsOf(target, sending) - 1,
        at: Math.min(outcome.until, sending.claim.endsAt ?? Infinity),
        reason: 'deferred',
      };
    case 'dead':
      // The next address is tried at once, when this one is gone.
      if (hasOthers) return { kind: 'again', attempt: attemptsOf(target, sending), at: sending.now(), reason: 'nextAddress' };
      return { kind: 'failed', type, reason: countKey(outcome.reason), ...by };
    case 'unknown':
      return sending.claim.policy === 'at_most_once' ? { kind: 'unknown' } : again(outcome.reason, undefined);
    case 'retry':
      return again(outcome.reason, outcome.afterMs);
    case 'tooLarge':
      return { kind: 'failed', type, reason: 'tooLarge', ...by };
    case 'refused':
      if (isUsedUp(outcome)) return { kind: 'skipped', reason: QUOTA };
      return { kind: 'failed', type, reason: countKey(outcome.reason), ...by };
    case 'authError':
      return { kind: 'failed', type, reason: 'authError', ...by };
  }

  function again(reason: string, retryAfterMs: number | undefined): Fate {
    const { partition, endsAt } = sending.claim;
    const attempts = attemptsOf(target, sending);
    const failed = { partition, id: target.objectId, attempts, provider: message.provider };
    const bounds = { ...(retryAfterMs === undefined ? {} : { retryAfterMs }), ...(endsAt === undefined ? {} : { expiresAt: endsAt }) };
    const next = nextAttempt({ ...failed, ...bounds }, sending.now());
    if (next.kind === 'retry') return { kind: 'again', attempt: attempts, at: next.at, reason: countKey(reason) };
    return next.reason === 'expired' ? { kind: 'skipped', reason: 'expired' } : { kind: 'failed', type, reason: countKey(reason), ...by };
  }
}

/** The attempts at an installation, the present one included. */
function attemptsOf({ objectId }: Target, { attempts }: SliceSending): number {
  return (attempts.get(objectId) ?? 0) + 1;
}

/** The channel has had its messages of the day; nothing is tried before the next one. */
function isUsedUp(outcome: WayOutcome): outcome is Extract<Outcome, { kind: 'refused' }> {
  return outcome.kind === 'refused' && outcome.reason === QUOTA;
}

/** The midnight after a time, both in milliseconds since the epoch. */
function nextDay(now: number): number {
  return (Math.floor(now / DAY_MS) + 1) * DAY_MS;
}

type Lost = { readonly reason: string; readonly at?: number };

function deadToken({ objectId }: Target, { to, provider }: Message, { reason, at }: Lost): data.DeadToken {
  return { objectId, to, provider, reason: countKey(reason), ...(at === undefined ? {} : { at }) };
}
