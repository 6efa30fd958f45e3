import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { isPlain } from '@parlance/query';
import { memberOf } from '@parlance/statistics';
import { Apps } from '../apps/apps.ts';
import type { App } from '../apps/app.ts';
import { assertOwnName } from '../classes/service-authority.ts';
import { queryTimeMs } from '../find/query-time.ts';
import { answered, frozenWhere, readAudience, targetQuery, type AskedAudience } from './audience.ts';
import { countEach } from './count-each.ts';
import { evenBounds } from './even-bounds.ts';
import { tallySegment } from './segment-tally.ts';

/** Ids drawn for each part: enough that parts differ little in size. */
const DRAWN_PER_PART = 20;

type Where = Record<string, unknown>;

/** The installations of pushes, for their engine. */
@Controller()
export class PushTargetsHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.freezeAudience)
  async freeze(@Payload() { where }: { where: Where }, @Ctx() context: RequestContext): Promise<{ where: Where; frozen: boolean }> {
    const { asked } = await this.#audience(where, context);
    const condition = await answered(asked);
    if (isPlain(asked.condition) && condition === asked.condition) return { where, frozen: true };
    const frozen = frozenWhere(condition, asked);
    return frozen === undefined ? { where, frozen: false } : { where: frozen, frozen: true };
  }

  @Handles(data.countAudience)
  async count(
    @Payload() { where, limit, group, ...part }: data.CountAudienceRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ count: number; exact: boolean }> {
    const { app, asked } = await this.#audience(where, context);
    const isInGroup = group === undefined ? undefined : memberOf({ ...group, experimentId: group.experiment });
    const count =
      isInGroup === undefined
        ? await app.pushTargets.count(await targetQuery(asked, part), limit, timeMsMax(app, context))
        : await countEach((after) => this.#page(app, asked, { ...part, ...after }, context), isInGroup, limit);
    return { count, exact: count < limit };
  }

  @Handles(data.tallySegment)
  async tally(
    @Payload() { where, limit, timeMsMax: exactMsMax }: data.TallySegmentRequest,
    @Ctx() context: RequestContext,
  ): Promise<data.SegmentTally> {
    const { app, asked } = await this.#audience(where, context);
    const sampleMsMax = timeMsMax(app, context);
    const query = await targetQuery(asked, { unreachable: true });
    return tallySegment(app.pushTargets, query, { limit, exactMsMax: Math.min(exactMsMax, sampleMsMax), sampleMsMax });
  }

  @Handles(data.zonesOfAudience)
  async zones(@Payload() { where, ...part }: data.PushAudience, @Ctx() context: RequestContext): Promise<{ zones: string[] }> {
    const { app, asked } = await this.#audience(where, context);
    return { zones: await app.pushTargets.zones(await targetQuery(asked, part), context.deadline - Date.now()) };
  }

  @Handles(data.splitAudience)
  async split(@Payload() { parts }: { parts: number }, @Ctx() context: RequestContext): Promise<{ bounds: string[] }> {
    assertOwnName(context.identity);
    if (parts === 1) return { bounds: [] };
    const app = await this.apps.of(context);
    return { bounds: evenBounds(await app.pushTargets.sample(parts * DRAWN_PER_PART, context.deadline - Date.now()), parts) };
  }

  @Handles(data.pageAudience)
  async page(
    @Payload() { where, limit, ...part }: data.PageAudienceRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ targets: data.PushTarget[] }> {
    const { app, asked } = await this.#audience(where, context);
    return { targets: await app.pushTargets.page(await targetQuery(asked, part), limit, timeMsMax(app, context)) };
  }

  async #page(
    app: App,
    asked: AskedAudience,
    part: Parameters<typeof targetQuery>[1],
    context: RequestContext,
  ): Promise<data.PushTarget[]> {
    return app.pushTargets.page(await targetQuery(asked, part), data.TARGETS_MAX, timeMsMax(app, context));
  }

  @Handles(data.changeBadges)
  async changeBadges(
    @Payload() { ids, key, change }: data.ChangeBadgesRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ badges: Record<string, number> }> {
    assertOwnName(context.identity);
    const { pushTargets } = await this.apps.of(context);
    return { badges: await pushTargets.changeBadges(ids, key, change, context.deadline) };
  }

  @Handles(data.dropDeadTokens)
  async dropDeadTokens(@Payload() { tokens }: { tokens: data.DeadToken[] }, @Ctx() context: RequestContext): Promise<{ dropped: number }> {
    assertOwnName(context.identity);
    const { pushTargets } = await this.apps.of(context);
    return { dropped: await pushTargets.dropTokens(tokens, new Date(), context.deadline) };
  }

  @Handles(data.stampLocal)
  async stampLocal(
    @Payload() { ids, key }: { ids: string[]; key: string },
    @Ctx() context: RequestContext,
  ): Promise<Record<string, never>> {
    assertOwnName(context.identity);
    const { pushTargets } = await this.apps.of(context);
    await pushTargets.stampLocal(ids, key, context.deadline);
    return {};
  }

  @Handles(data.takeTurns)
  async takeTurns(@Payload() request: data.TakeTurnsRequest, @Ctx() context: RequestContext): Promise<{ taken: string[] }> {
    assertOwnName(context.identity);
    const { pushTargets } = await this.apps.of(context);
    return { taken: await pushTargets.takeTurns(request, context.deadline) };
  }

  @Handles(data.giveTurnsBack)
  async giveTurnsBack(
    @Payload() { ids, key }: { ids: string[]; key: string },
    @Ctx() context: RequestContext,
  ): Promise<Record<string, never>> {
    assertOwnName(context.identity);
    const { pushTargets } = await this.apps.of(context);
    await pushTargets.giveTurnsBack(ids, key, context.deadline);
    return {};
  }

  @Handles(data.noteWaiting)
  async noteWaiting(@Payload() request: data.NoteWaitingRequest, @Ctx() context: RequestContext): Promise<Record<string, never>> {
    assertOwnName(context.identity);
    const { pushTargets } = await this.apps.of(context);
    await pushTargets.noteWaiting(request, context.deadline);
    return {};
  }

  async #audience(where: Where, context: RequestContext): Promise<{ app: App; asked: AskedAudience }> {
    assertOwnName(context.identity);
    const app = await this.apps.of(context);
    return { app, asked: await readAudience(app, context.identity, where, context.deadline) };
  }
}

function timeMsMax({ settings }: App, { deadline }: RequestContext): number {
  return queryTimeMs(settings.queryTimeoutMs, deadline);
}
