import { PUSH_STATES, TERMINAL_STATES, type PushState } from '../state/push-states.ts';
import { addCounts, NO_COUNTS, sumOf, type Counts, type Tally } from './counts.ts';

/** A partition as far as the view of its push needs it. */
export interface CountedPartition {
  readonly state: 'ready' | 'running' | 'paused' | 'done' | 'canceled';
  readonly counts: Counts;
}

/** The members of `_PushStatus` that are set from the partitions' counts, never added to. */
export interface StatusView {
  readonly numTargeted: number;
  readonly numSent: number;
  readonly numFailed: number;
  readonly numUnknown: number;
  readonly numSkipped: number;
  readonly sentPerType: Tally;
  readonly failedPerType: Tally;
  readonly sentPerUTCOffset: Tally;
  readonly failedPerUTCOffset: Tally;
  readonly sentPerLocale: Tally;
  readonly failedPerReason: Tally;
  readonly skippedPerReason: Tally;
  /** Partitions that are still to be worked on; absent once the push is terminal. */
  readonly count?: number;
  /** 0 to 1, by partitions. */
  readonly progress: number;
}

/**
 * The counts of a push as readers see them. A pure function of its partitions, so that writing it twice changes nothing, and no worker's
 * death can leave it wrong.
 *
 * @param further counts that belong to no partition: zones that were skipped when the push was planned
 * Source: docs/contract/30-push-engine.md sections 2.2 and 4.
 */
export function statusViewOf(status: PushState, partitions: readonly CountedPartition[], further: Counts = NO_COUNTS): StatusView {
  const sum = partitions.reduce((counts, partition) => addCounts(counts, partition.counts), further);
  const open = partitions.filter(({ state }) => state !== 'done' && state !== 'canceled').length;
  const isTerminal = TERMINAL_STATES.includes(status);
  return {
    numTargeted: sum.targeted,
    numSent: sumOf(sum.sent),
    numFailed: sumOf(sum.failed),
    numUnknown: sum.unknown,
    numSkipped: sumOf(sum.skipped),
    sentPerType: sum.sent,
    failedPerType: sum.failed,
    sentPerUTCOffset: sum.sentOffset,
    failedPerUTCOffset: sum.failedOffset,
    sentPerLocale: sum.locale,
    failedPerReason: sum.failedReason,
    skippedPerReason: sum.skipped,
    ...(isTerminal ? {} : { count: open }),
    progress: isTerminal ? 1 : partitions.length === 0 ? 0 : (partitions.length - open) / partitions.length,
  };
}

/** True for a string of a stored push that is one of its states. */
export function isPushState(status: unknown): status is PushState {
  return (PUSH_STATES as readonly unknown[]).includes(status);
}

/** The causes of failures as the console's delivery report lists them, the most frequent first. */
export function deliveryReport({ failedPerReason }: Pick<StatusView, 'failedPerReason'>): readonly DeliveryError[] {
  return Object.entries(failedPerReason)
    .map(([name, quantity]) => ({ Name: name, Message: MESSAGES[name] ?? name, Quantity: quantity }))
    .sort((one, other) => other.Quantity - one.Quantity || (one.Name < other.Name ? -1 : 1));
}

export interface DeliveryError {
  readonly Name: string;
  readonly Message: string;
  readonly Quantity: number;
}

const MESSAGES: Readonly<Record<string, string>> = Object.assign(Object.create(null) as Record<string, string>, {
  Unregistered: 'The app was removed from the device.',
  ExpiredToken: 'The token of the device is out of date.',
  BadDeviceToken: 'The token is none, or is one of the other environment.',
  DeviceTokenNotForTopic: 'The token belongs to another app.',
  UNREGISTERED: 'The app was removed from the device.',
  SENDER_ID_MISMATCH: 'The token belongs to another project.',
  tooLarge: 'The payload is larger than the provider allows.',
  attempts: 'The provider did not take the message after several attempts.',
  authError: 'The provider does not accept the credentials of the app.',
});
