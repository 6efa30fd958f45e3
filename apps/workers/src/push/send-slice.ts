import type { data, push } from '@parlance/contracts';
import { nextAttempt, countKey, type Message, type Outcome, type Target } from '@parlance/push';
import { QUOTA } from '@parlance/push-providers';
import type { Fate } from './book.ts';
import type { Delivery, Prepared } from './delivery.ts';

/** Everything that sending one slice takes. */
export interface SliceSending {
  readonly delivery: Delivery;
  readonly claim: Pick<push.PushClaim, 'partition' | 'policy' | 'expiresAt'>;
  readonly attempts: ReadonlyMap<string, number>;
  readonly badges: Readonly<Record<string, number>>;
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface SentSlice {
  readonly fates: ReadonlyMap<string, Fate>;
  readonly dead: readonly data.DeadToken[];
}

/** Hands a slice to the providers, those of each credential together, and decides the fate of each installation. Never fails. */
export async function sendSlice(prepared: readonly Prepared[], sending: SliceSending): Promise<SentSlice> {
  const fates = new Map<string, Fate>();
  const dead: data.DeadToken[] = [];
  const byCredential = Map.groupBy(prepared, ({ credential }) => credential);
  await Promise.all(
    [...byCredential].map(async ([credential, some]) => {
      const messages = some.map(({ target, message }) => message(sending.badges[target.objectId]));
      const outcomes = await handOver(messages, credential, sending);
      for (const [at, one] of some.entries()) {
        const message = messages[at];
        const outcome = outcomes[at] ?? { kind: 'unknown', reason: 'noOutcome' };
        if (message === undefined) continue;
        fates.set(one.target.objectId, fateOf(outcome, one, message, sending));
        if (outcome.kind === 'dead') dead.push(deadToken(one.target, message, outcome));
      }
    }),
  );
  return { fates, dead };
}

async function handOver(messages: readonly Message[], credential: string, { delivery, signal }: SliceSending): Promise<readonly Outcome[]> {
  const provider = delivery.provider(credential);
  if (provider === undefined) return messages.map(() => ({ kind: 'refused', reason: 'notConfigured' }));
  try {
    return await provider.send(messages, signal);
  } catch {
    return messages.map(() => ({ kind: 'unknown', reason: 'providerFailed' })); // Some of them may have left.
  }
}

function fateOf(outcome: Outcome, { target, locale, offset, hasOthers }: Prepared, message: Message, sending: SliceSending): Fate {
  const type = countKey(target.deviceType);
  const by = offset === undefined ? {} : { offset };
  switch (outcome.kind) {
    case 'sent':
      return { kind: 'sent', type, ...(locale === undefined ? {} : { locale }), ...by };
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
      // The channel has had its messages of the day; nothing is tried before the next one.
      if (outcome.reason === QUOTA) return { kind: 'skipped', reason: QUOTA };
      return { kind: 'failed', type, reason: countKey(outcome.reason), ...by };
    case 'authError':
      return { kind: 'failed', type, reason: 'authError', ...by };
  }

  function again(reason: string, retryAfterMs: number | undefined): Fate {
    const { partition, expiresAt } = sending.claim;
    const attempts = attemptsOf(target, sending);
    const failed = { partition, id: target.objectId, attempts, provider: message.provider };
    const bounds = { ...(retryAfterMs === undefined ? {} : { retryAfterMs }), ...(expiresAt === undefined ? {} : { expiresAt }) };
    const next = nextAttempt({ ...failed, ...bounds }, sending.now());
    if (next.kind === 'retry') return { kind: 'again', attempt: attempts, at: next.at, reason: countKey(reason) };
    return next.reason === 'expired' ? { kind: 'skipped', reason: 'expired' } : { kind: 'failed', type, reason: countKey(reason), ...by };
  }
}

/** The attempts at an installation, the present one included. */
function attemptsOf({ objectId }: Target, { attempts }: SliceSending): number {
  return (attempts.get(objectId) ?? 0) + 1;
}

function deadToken({ objectId }: Target, { to, provider }: Message, { reason, at }: Extract<Outcome, { kind: 'dead' }>): data.DeadToken {
  return { objectId, to, provider, reason: countKey(reason), ...(at === undefined ? {} : { at }) };
}
