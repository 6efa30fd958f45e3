import type { push } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import type { Fate } from './book.ts';
import type { Delivery, Prepared } from './delivery.ts';
import type { PlannedSlices } from './plan-slices.ts';
import type { PushServices } from './push-services.ts';
import { sendSlice, type SentSlice } from './send-slice.ts';

export interface SliceSenderNeeds {
  readonly claim: push.PushClaim;
  readonly services: PushServices;
  readonly delivery: Delivery;
  readonly clock: Clock;
}

/** Badges by installation, as they are after the notes of a page. */
type Notes = Readonly<Record<string, number>>;

/** Sends the slices of pages: notes at the installations that they get the push, and hands it over. */
export class SliceSender {
  readonly #needs: SliceSenderNeeds;
  /** Of a page whose notes were made at once. */
  #notes: Notes | undefined;

  constructor(needs: SliceSenderNeeds) {
    this.#needs = needs;
  }

  /**
   * Begins a page.
   *
   * @param together one write makes the notes of all of its installations: of a page that will take so little time that a push which is
   *   canceled meanwhile would not be seen earlier. The notes of others are made by slice, so that nobody is noted and gets nothing
   */
  async begin({ slices, prepared }: PlannedSlices, together: boolean): Promise<void> {
    const ids = slices.flatMap((slice) => slice.ids);
    this.#notes = together && ids.length > 0 && !this.#isExpired() ? await this.#note(ids, prepared) : undefined;
  }

  async send({ ids }: push.PushSlice, { prepared, fates: decided }: PlannedSlices, work: push.PushWork): Promise<SentSlice> {
    const { claim, delivery, clock } = this.#needs;
    if (this.#isExpired()) return { fates: all(ids, { kind: 'skipped', reason: 'expired' }), dead: [], answers: 0 };
    const badges = this.#notes ?? (await this.#note(ids, prepared));
    const ways = ids.flatMap((id) => prepared.get(id) ?? []);
    const attempts = new Map(work.retries.map(({ id, attempt }) => [id, attempt] as const));
    const sent = await sendSlice(ways, { delivery, claim, attempts, badges, now: () => clock.now().getTime() });
    if (ways.length === ids.length) return sent;
    const fates = new Map<string, Fate>(all(ids, { kind: 'skipped', reason: 'noToken' })); // They cannot be reached any more.
    for (const id of ids) {
      const fate = sent.fates.get(id) ?? decided?.get(id);
      if (fate !== undefined) fates.set(id, fate);
    }
    return { ...sent, fates };
  }

  async #note(ids: readonly string[], prepared: ReadonlyMap<string, Prepared>): Promise<Notes> {
    const { claim, delivery, services } = this.#needs;
    const { badge } = delivery;
    const withBadge = badge === undefined ? [] : ids.filter((id) => prepared.get(id)?.hasBadge === true);
    const [badges] = await Promise.all([
      badge === undefined || withBadge.length === 0 ? {} : services.changeBadges(withBadge, badge),
      claim.local === undefined || ids.length === 0 ? undefined : services.stampLocal(ids, claim.local),
    ]);
    return badges;
  }

  #isExpired(): boolean {
    const { claim, clock } = this.#needs;
    return claim.endsAt !== undefined && claim.endsAt <= clock.now().getTime();
  }
}

function all(ids: readonly string[], fate: Fate): ReadonlyMap<string, Fate> {
  return new Map(ids.map((id) => [id, fate] as const));
}
