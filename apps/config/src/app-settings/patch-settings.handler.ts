import { isDeepStrictEqual } from 'node:util';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Bus, BUS, Handles } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { authorOf } from '../administration/author.ts';
import { describeChanges } from '../audit/describe-changes.ts';
import type { AppRecord } from '../registry/app-record.ts';
import { AppStore, type Change } from '../registry/app.store.ts';
import { assertMayChange } from './assert-may-change.ts';
import { existing } from './existing-app.ts';
import { patchSettings } from './patch-settings.ts';
import { shownSettings } from './shown-settings.ts';

/** Changes an app's settings for administrators, and for the holder of its master key. */
@Controller()
export class PatchSettingsHandler {
  constructor(
    private readonly apps: AppStore,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(config.patchSettings)
  async patchSettings(
    @Payload() { changes }: { changes: Record<string, unknown> },
    @Ctx() context: RequestContext,
  ): Promise<config.ShownSettings> {
    requireMaster(context);
    const changed = await this.apps.change(context.app, (before) => changeSettings(existing(before), changes, context));
    if (changed !== undefined) this.bus.publish(config.appChanged, { app: changed._id, version: changed.version });
    return shownSettings(changed ?? existing(await this.apps.find(context.app)));
  }
}

function requireMaster({ identity }: RequestContext): void {
  if (identity.kind === 'master') return;
  if (identity.kind === 'readOnlyMaster') {
    throw new ParseError('OperationForbidden', "read-only masterKey isn't allowed to update settings.");
  }
  throw new ParseError('MasterKeyRequired', 'Permission denied');
}

function changeSettings(before: AppRecord, changes: Record<string, unknown>, context: RequestContext): Change | undefined {
  const settings = patchSettings(before, changes);
  if (isDeepStrictEqual(settings, before.settings)) return undefined;
  assertMayChange(before.settings, settings, context);
  const { _id, version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...same } = before;
  const next = { ...same, settings };
  return { next, audit: { action: 'settings-patched', ...authorOf(context), changes: describeChanges(before, next) } };
}
