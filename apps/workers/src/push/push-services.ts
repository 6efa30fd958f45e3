import { PLATFORM } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { data, push, type RequestContext } from '@parlance/contracts';
import type { CapRule, Target } from '@parlance/push';

/** How long one step waits for another service. */
const STEP_MS = 10_000;
export const PAGE_SIZE = data.TARGETS_MAX;

/** The questions of one claim to the services that own the partition and the installations. */
export class PushServices {
  readonly #bus: Bus;
  readonly #claim: push.PushClaim;

  constructor(bus: Bus, claim: push.PushClaim) {
    this.#bus = bus;
    this.#claim = claim;
  }

  checkpoint(request: Omit<push.CheckpointRequest, 'partition' | 'fence'>): Promise<{ held: boolean }> {
    const { partition, fence } = this.#claim;
    return this.#bus.call(push.checkpoint, { ...request, partition, fence }, this.#context());
  }

  async runState(): Promise<push.PushRunState> {
    return (await this.#bus.call(push.readRunState, { pushId: this.#claim.pushId }, this.#context())).state;
  }

  /** The installations behind a position, up to the end of the partition. */
  async page(after: string | undefined, limit = PAGE_SIZE): Promise<readonly Target[]> {
    const { where, zones, local, upTo, waiting } = this.#claim;
    const request = {
      where,
      limit,
      ...(after === undefined ? {} : { after }),
      ...(upTo === undefined ? {} : { upTo }),
      ...(zones === undefined ? {} : { zones }),
      ...(local === undefined ? {} : { withoutLocal: local }),
      ...(waiting === undefined ? {} : { waiting }),
    };
    return (await this.#bus.call(data.pageAudience, request, this.#context())).targets;
  }

  /** Those of these installations that can be reached still, whether they match the query any more or not: they did when they were visited. */
  async byIds(ids: readonly string[]): Promise<readonly Target[]> {
    const request = { where: {}, ids: [...ids], limit: PAGE_SIZE };
    return (await this.#bus.call(data.pageAudience, request, this.#context())).targets;
  }

  async changeBadges(ids: readonly string[], change: data.ChangeBadgesRequest['change']): Promise<Readonly<Record<string, number>>> {
    const { badgeKey: key } = this.#claim;
    return (await this.#bus.call(data.changeBadges, { ids: [...ids], key, change }, this.#context())).badges;
  }

  async stampLocal(ids: readonly string[], key: string): Promise<void> {
    await this.#bus.call(data.stampLocal, { ids: [...ids], key }, this.#context());
  }

  /** @returns those that have their turn under the frequency cap */
  async takeTurns(ids: readonly string[], rules: readonly CapRule[], at: number): Promise<ReadonlySet<string>> {
    const request = { ids: [...ids], key: this.#claim.badgeKey, at, rules };
    return new Set((await this.#bus.call(data.takeTurns, request, this.#context())).taken);
  }

  async giveTurnsBack(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += PAGE_SIZE) {
      const request = { ids: ids.slice(from, from + PAGE_SIZE), key: this.#claim.badgeKey };
      await this.#bus.call(data.giveTurnsBack, request, this.#context());
    }
  }

  /** Notes the installations that wait for the end of their quiet hours, and those that do so no more. */
  async noteWaiting({ waiting = [], settled = [] }: Pick<push.PushSlice, 'waiting' | 'settled'>): Promise<void> {
    const note = async (ids: readonly string[], waits: boolean): Promise<void> => {
      if (ids.length > 0) await this.#bus.call(data.noteWaiting, { ids: [...ids], key: this.#claim.pushId, waits }, this.#context());
    };
    await Promise.all([note(waiting, true), note(settled, false)]);
  }

  async dropDeadTokens(tokens: data.DeadToken[]): Promise<void> {
    await this.#bus.call(data.dropDeadTokens, { tokens }, this.#context());
  }

  /** Tells answers of APNs about the tokens of the push. @returns the verdict on all of them so far, whichever worker had them */
  judgeTokens(answers: Omit<push.JudgeTokensRequest, 'partition'>): Promise<push.JudgedTokens> {
    return this.#bus.call(push.judgeTokens, { ...answers, partition: this.#claim.partition }, this.#context());
  }

  async reportRefusal(credential: string, reason: string): Promise<void> {
    await this.#bus.call(push.reportRefusal, { pushId: this.#claim.pushId, credential, reason }, this.#context());
  }

  #context(): RequestContext {
    const { app, pushId } = this.#claim;
    return { app, requestId: pushId, identity: PLATFORM, deadline: Date.now() + STEP_MS };
  }
}
