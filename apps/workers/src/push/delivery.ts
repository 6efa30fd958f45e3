import type { CapRule, Message, Target } from '@parlance/push';
import type { Way } from './flow/way.ts';

/** The way to one installation. */
export interface Prepared {
  readonly target: Target;
  /** Names the connection among those of the app. */
  readonly credential: string;
  /** As it is counted; absent where the push has one text for all. */
  readonly locale?: string;
  /** Minutes that its clocks are ahead of UTC; only of pushes at a local time. */
  readonly offset?: string;
  /** Whether the stored badge changes, and is sent. */
  readonly hasBadge: boolean;
  /** The installation has further addresses, for when this one is dead. */
  readonly hasOthers: boolean;
  /** @param badge the one that is stored now */
  readonly message: (badge: number | undefined) => Message;
}

/** The reason, as it is counted, for which an installation gets nothing. */
export interface Skipped {
  readonly skip: string;
}

/** It gets the push when its quiet hours end, in epoch milliseconds; nothing of it is counted before. */
export interface Waits {
  readonly waitsUntil: number;
}

/** One push as it goes to the installations of one app: made once for a claim. Pure but for the connections. */
export interface Delivery {
  /** False for an installation that another push of the same experiment is for: it is no target of this one. */
  readonly isFor: (target: Target) => boolean;
  readonly prepare: (target: Target) => Prepared | Skipped | Waits;
  /** The rules of the app by which installations get only so many pushes; undefined where none hold for this one. */
  readonly cap: readonly CapRule[] | undefined;
  /** The change of badges that the push asks for. */
  readonly badge: { readonly by: number } | { readonly to: number } | undefined;
  /** Undefined for a credential that the app has no more. */
  readonly way: (credential: string) => Way | undefined;
  /** More messages are under way than the providers' connections carry: nothing is read ahead. */
  readonly isCrowded: () => boolean;
}
