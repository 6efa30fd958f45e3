import type { PushSettings } from '@parlance/app-settings';
import type { push } from '@parlance/contracts';
import { QuietClock, type CapRule } from '@parlance/push';
import type { Skipped, Waits } from './delivery.ts';

/** The rules of an app by which installations are left in peace; made once per change of its settings. */
export class DeliveryRules {
  /** Undefined for an app without a frequency cap. */
  readonly cap: readonly CapRule[] | undefined;
  readonly #quiet: QuietClock | undefined;
  readonly #waits: boolean;

  constructor({ frequencyCap, quietHours }: Pick<PushSettings, 'frequencyCap' | 'quietHours'>) {
    this.cap = frequencyCap.length === 0 ? undefined : frequencyCap;
    this.#quiet = quietHours === undefined ? undefined : new QuietClock(quietHours);
    this.#waits = quietHours?.action === 'wait';
  }

  /**
   * Whether an installation is passed over at this hour, or waits for a later one. Nobody waits for a push that is over by then.
   *
   * @param now milliseconds since the epoch
   */
  quiet(zone: string | undefined, { endsAt, waitsUntil: last }: QuietPush, now: number): Skipped | Waits | undefined {
    const waitsUntil = this.#quiet?.until(zone, now);
    if (waitsUntil === undefined) return undefined;
    const isInTime = waitsUntil < (endsAt ?? Infinity) && waitsUntil <= last;
    return this.#waits && isInTime ? { waitsUntil } : { skip: 'quietHours' };
  }
}

type QuietPush = Pick<push.PushClaim, 'endsAt' | 'waitsUntil'>;
