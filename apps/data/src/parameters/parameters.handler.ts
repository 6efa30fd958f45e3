import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { isoText, type FileUrl } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { assertOwnName } from '../classes/service-authority.ts';
import { queryTimeMs } from '../find/query-time.ts';
import { clientForm, storedForms } from './parameter-form.ts';
import type { StoredParameters, StoredVersion } from './parameter.store.ts';

/** The document of Config, for the service that decides about it. */
@Controller()
export class ParametersHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.readParameters)
  async read(
    @Payload() { further }: { further?: Record<string, unknown> | undefined },
    @Ctx() context: RequestContext,
  ): Promise<data.ParameterState> {
    assertOwnName(context.identity);
    const app = await this.apps.of(context);
    const state = shownState(await app.parameters.read(queryTimeMs(app.settings.queryTimeoutMs, context.deadline)), app.fileUrl);
    return further === undefined ? state : { ...state, further: clientForm(storedForms(further), app.fileUrl) };
  }

  @Handles(data.writeParameters)
  async write(@Payload() request: data.WriteParametersRequest, @Ctx() context: RequestContext): Promise<{ stored: boolean }> {
    assertOwnName(context.identity);
    const app = await this.apps.of(context);
    const { set, conditions, record } = request;
    const change = { ...request, set: storedForms(set), conditions: storedForms(conditions), record: storedForms(record) };
    return { stored: await app.parameters.write(change, new Date(), context.deadline) };
  }

  @Handles(data.listParameterVersions)
  async list(
    @Payload() { before, limit }: data.ListParameterVersionsRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ versions: data.ParameterVersion[] }> {
    assertOwnName(context.identity);
    const app = await this.apps.of(context);
    const found = await app.parameters.list(before, limit, queryTimeMs(app.settings.queryTimeoutMs, context.deadline));
    return { versions: found.map((version) => shownVersion(version, app.fileUrl)) };
  }

  @Handles(data.readParameterVersion)
  async readVersion(
    @Payload() { version }: { version: number },
    @Ctx() context: RequestContext,
  ): Promise<{ version: data.ParameterVersion | null }> {
    assertOwnName(context.identity);
    const app = await this.apps.of(context);
    const found = await app.parameters.version(version, queryTimeMs(app.settings.queryTimeoutMs, context.deadline));
    return { version: found === undefined ? null : shownVersion(found, app.fileUrl) };
  }
}

function shownState({ version, params, masterKeyOnly, conditions }: StoredParameters, fileUrl: FileUrl): data.ParameterState {
  return {
    version,
    ...(params === undefined ? {} : { params: clientForm(params, fileUrl) }),
    ...(masterKeyOnly === undefined ? {} : { masterKeyOnly }),
    conditions: clientForm(conditions, fileUrl),
  };
}

function shownVersion({ version, at, record, state }: StoredVersion, fileUrl: FileUrl): data.ParameterVersion {
  const shown = { version, at: isoText(at), record: clientForm(record, fileUrl) };
  return state === undefined ? shown : { ...shown, state: shownState(state, fileUrl) };
}
