import type { Message, PushProvider, Target } from '@parlance/push';

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

/** One push as it goes to the installations of one app: made once for a claim. Pure but for the connections. */
export interface Delivery {
  readonly prepare: (target: Target) => Prepared | Skipped;
  /** The change of badges that the push asks for. */
  readonly badge: { readonly by: number } | { readonly to: number } | undefined;
  /** Undefined for a credential that the app has no more. */
  readonly provider: (credential: string) => PushProvider | undefined;
}
