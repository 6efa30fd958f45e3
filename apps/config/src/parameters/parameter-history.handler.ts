import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { config, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { PlatformParameters, type ParameterVersion } from '@parlance/platform-objects';
import { restReply } from '@parlance/service';
import { assertMaster, assertMasterReads } from './assert-master.ts';
import { assertUnchanged } from './assert-unchanged.ts';
import { sidesOf } from './parameter-side.ts';
import { Parameters } from './parameters.ts';
import { plannedChange } from './plan-change.ts';
import { readPage, readVersion } from './read-page.ts';
import { recordOf } from './record.ts';

/** The changes of an app's parameters, and the way back to an earlier state. */
@Controller()
export class ParameterHistoryHandler {
  constructor(
    private readonly parameters: Parameters,
    private readonly kept: PlatformParameters,
  ) {}

  @Handles(config.listParameterVersions)
  async list(@Payload() { parameters }: { parameters: Record<string, unknown> }, @Ctx() context: RequestContext): Promise<RestReply> {
    assertMasterReads(context.identity);
    const { before, limit } = readPage(parameters);
    const versions = await this.kept.versions(before, limit, context);
    return restReply({ results: versions.map(({ version, at, record }) => ({ version, at, ...record })) });
  }

  @Handles(config.readParameterVersion)
  async read(@Payload() { version }: { version: string }, @Ctx() context: RequestContext): Promise<RestReply> {
    assertMasterReads(context.identity);
    const { at, record, state, ...found } = await this.#version(readVersion(Number(version)), context);
    const { params = {}, masterKeyOnly = {}, conditions = {} } = state ?? {};
    return restReply({ ...found, at, ...record, params, masterKeyOnly, conditions });
  }

  @Handles(config.rollBackParameters)
  async rollBack(
    @Payload() { change, author, ifVersion }: config.ChangeParametersRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ result: true }> {
    assertMaster(context.identity);
    const { version, state } = await this.#version(readVersion(change['version']), context);
    if (state === undefined) throw notKept(version);
    const after = sidesOf(state);
    const tell = await this.parameters.change(context, state.params ?? {}, (current) => {
      assertUnchanged(current, ifVersion);
      const planned = plannedChange(sidesOf(current), after);
      return planned && recordOf(planned, author, context, { rolledBackTo: version });
    });
    await tell();
    return { result: true };
  }

  async #version(version: number, context: RequestContext): Promise<ParameterVersion> {
    const found = await this.kept.version(version, context);
    if (found === null) throw notKept(version);
    return found;
  }
}

function notKept(version: number): ParseError {
  return new ParseError('ObjectNotFound', `The config has no version ${version}.`);
}
