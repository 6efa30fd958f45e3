import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { isObject } from '@parlance/values';
import { membershipsOf } from '../experiments/running.ts';
import { answersOf, clientAnswer, exposedTo } from './answers.ts';
import { assertMaster } from './assert-master.ts';
import { assertUnchanged } from './assert-unchanged.ts';
import { CallerFacts } from './caller-facts.ts';
import { Parameters } from './parameters.ts';
import { planChange } from './plan-change.ts';
import { readEdit } from './read-edit.ts';
import { recordOf } from './record.ts';
import { valuesFor } from './values-for.ts';

/** `GET /config`, as gateways ask for it once for everybody or for each client, and `PUT /config`. */
@Controller()
export class ParametersHandler {
  constructor(
    private readonly parameters: Parameters,
    private readonly facts: CallerFacts,
  ) {}

  @Handles(config.parametersOf)
  async parametersOf(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<config.ParametersForGateway> {
    return answersOf(await this.parameters.compiled(context));
  }

  @Handles(config.readParameters)
  async read(
    @Payload() { installationId }: { installationId?: string | undefined },
    @Ctx() context: RequestContext,
  ): Promise<config.ParametersForClient> {
    const { state, sides, experiments } = await this.parameters.known(context);
    const facts = await this.facts.of(installationId, context);
    const memberships = membershipsOf(experiments, facts);
    return { answer: clientAnswer(state, valuesFor(sides, facts, memberships)), exposed: exposedTo(memberships, sides) };
  }

  @Handles(config.changeParameters)
  async change(
    @Payload() { change, author, ifVersion }: config.ChangeParametersRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ result: true }> {
    assertMaster(context.identity);
    const edit = readEdit(change);
    const { params } = change;
    const tell = await this.parameters.change(context, isObject(params) ? params : {}, (state) => {
      assertUnchanged(state, ifVersion);
      const planned = planChange(state, edit);
      return planned && recordOf(planned, author, context);
    });
    await tell();
    return { result: true };
  }
}
