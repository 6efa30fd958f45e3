import { isDeepStrictEqual } from 'node:util';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { authorOf } from '../administration/author.ts';
import { describeChanges } from '../audit/describe-changes.ts';
import type { AppRecord } from '../registry/app-record.ts';
import { AppStore, type Change, type NextRecord } from '../registry/app.store.ts';

/** Keeps, for all services, all that is known of the code of apps. */
@Controller()
export class CodeHandler {
  constructor(
    private readonly apps: AppStore,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(config.listCodedApps)
  async list(): Promise<{ apps: string[] }> {
    const apps = await this.apps.list();
    return { apps: apps.filter(({ enabled, cloud, release }) => enabled && (cloud ?? release) !== undefined).map(({ _id: id }) => id) };
  }

  /** @throws OperationForbidden for an app that does not exist */
  @Handles(config.recordCode)
  async record(@Payload() request: config.RecordCodeRequest, @Ctx() context: RequestContext): Promise<{ version: number }> {
    const { app } = context;
    const changed = await this.apps.change(app, (before) => {
      if (before === null) throw new ParseError('OperationForbidden', 'This app does not exist.');
      return recordedChange(before, request, context);
    });
    if (changed !== undefined) this.bus.publish(config.appChanged, { app, version: changed.version });
    return { version: changed?.version ?? (await this.apps.find(app))?.version ?? 0 };
  }
}

/** @returns undefined where the record says all of it already */
function recordedChange(
  before: AppRecord,
  { release, manifest, hooks }: config.RecordCodeRequest,
  context: RequestContext,
): Change | undefined {
  const { _id, version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...same } = before;
  const next = withMembers(same, { release, manifest, hooks });
  if (isDeepStrictEqual(next, same)) return undefined;
  const changes = describeChanges(before, next);
  // Webhooks are audited by the door through which they came, and all else that code registers follows from its release or its file.
  if (changes.length === 0) return { next };
  const author = context.author === undefined ? ({ who: 'functions', from: context.requestId } as const) : authorOf(context);
  return { next, audit: { action: 'code-recorded', ...author, changes } };
}

/** Undefined leaves a member as it is, null takes it away. */
function withMembers(record: NextRecord, members: config.RecordCodeRequest): NextRecord {
  const told = Object.entries(members).filter(([, value]) => value !== undefined);
  const kept = Object.entries(record).filter(([name]) => !told.some(([other]) => other === name));
  return Object.fromEntries([...kept, ...told.filter(([, value]) => value !== null)]) as unknown as NextRecord;
}
