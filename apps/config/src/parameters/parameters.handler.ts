import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { config, type RequestContext, type RestReply } from '@parlance/contracts';
import { answersOf, clientAnswer } from './answers.ts';
import { assertMaster } from './assert-master.ts';
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
    return answersOf(await this.parameters.read(context));
  }

  @Handles(config.readParameters)
  async read(@Payload() { installationId }: { installationId?: string | undefined }, @Ctx() context: RequestContext): Promise<RestReply> {
    const { state, sides } = await this.parameters.known(context);
    const facts = await this.facts.of(installationId, context);
    return { status: 200, body: Buffer.from(clientAnswer(state, valuesFor(sides, facts))) };
  }

  @Handles(config.changeParameters)
  async change(@Payload() { change, author }: config.ChangeParametersRequest, @Ctx() context: RequestContext): Promise<{ result: true }> {
    assertMaster(context.identity);
    const edit = readEdit(change);
    await this.parameters.change(context, (state) => {
      const planned = planChange(state, edit);
      return planned && recordOf(planned, author, context);
    });
    return { result: true };
  }
}
