import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { config, type RequestContext, type RestReply } from '@parlance/contracts';
import { PlatformObjects } from '@parlance/platform-objects';
import { restReply } from '@parlance/service';
import { membershipsOf } from '../experiments/running.ts';
import { assertMasterReads } from './assert-master.ts';
import { CallerFacts } from './caller-facts.ts';
import type { Facts } from './conditions/holds.ts';
import { Parameters } from './parameters.ts';
import { readPreview, type AskedCaller } from './read-preview.ts';
import { chosen } from './values-for.ts';

/**
 * `POST /config/preview`: the values that a caller gets, each with the experiment or the condition that has decided and those that did not hold. It shows
 * hidden parameters too, and says which they are.
 */
@Controller()
export class PreviewHandler {
  constructor(
    private readonly parameters: Parameters,
    private readonly facts: CallerFacts,
    private readonly objects: PlatformObjects,
  ) {}

  @Handles(config.previewParameters)
  async preview(@Payload() { caller }: { caller: Record<string, unknown> }, @Ctx() context: RequestContext): Promise<RestReply> {
    assertMasterReads(context.identity);
    const facts = await this.#factsOf(readPreview(caller), context);
    const { sides, experiments } = await this.parameters.known(context);
    const memberships = membershipsOf(experiments, facts);
    const why = Object.fromEntries(
      Array.from(sides, ([name, side]) => [name, { ...chosen(name, side, facts, memberships), masterKeyOnly: side.masterKeyOnly }]),
    );
    const params = Object.fromEntries(Object.entries(why).map(([name, { value }]) => [name, value]));
    return restReply({ params, why, caller: facts });
  }

  /** The installation and the user as they are stored; members of the request win over both. */
  async #factsOf({ installationId, userId, roles = [], installation = {} }: AskedCaller, context: RequestContext): Promise<Facts> {
    const stored = userId === undefined ? [] : await this.objects.rolesOf(userId, context);
    const found = await this.facts.of(installationId, context);
    const user = userId === undefined ? {} : { userId };
    return { ...found, ...installation, ...user, roles: [...new Set([...stored, ...roles])] };
  }
}
