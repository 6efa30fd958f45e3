import { isDeepStrictEqual } from 'node:util';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Bus, BUS, Handles } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { describeChanges } from '../audit/describe-changes.ts';
import type { AppRecord } from '../registry/app-record.ts';
import { AppStore, DatabaseTakenError, type Change } from '../registry/app.store.ts';
import type { DatabaseNames } from '../registry/declare-app.ts';
import { administeredApp, assertChangeable, found, membersOf } from './administered-app.ts';
import { authorOf } from './author.ts';
import { checkedName, newApp, newKey, type AskedApp, type NewKeys } from './new-app.ts';

export const NAMING = Symbol('names of databases');

/** Apps for their administrators. `admin` alone asks. */
@Controller()
export class AppsHandler {
  constructor(
    private readonly apps: AppStore,
    @Inject(NAMING) private readonly names: DatabaseNames,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(config.describeApp)
  async describe(@Payload() _request: Record<string, never>, @Ctx() { app }: RequestContext) {
    return { app: administeredApp(found(await this.apps.find(app))) };
  }

  @Handles(config.createApp)
  async create(@Payload() { kinds, ...asked }: AskedApp & { kinds: config.KeyKind[] }, @Ctx() context: RequestContext) {
    const keys: NewKeys = Object.fromEntries(kinds.map((kind) => [kind, newKey()]));
    const created = await this.#create(asked, keys, context);
    this.#tell(created);
    return { app: administeredApp(created), keys };
  }

  /** An app whose id differs from another's only by case gets a database name of its own. */
  async #create(asked: AskedApp, keys: NewKeys, context: RequestContext): Promise<AppRecord> {
    const add = (plainName: boolean) =>
      this.apps.change(asked.id, (before) => {
        if (before !== null) throw new ParseError('DuplicateValue', `There is an app ${asked.id} already.`);
        const next = newApp(asked, keys, this.names, new Date(), plainName);
        return { next, audit: { action: 'app-created', ...authorOf(context), changes: describeChanges(undefined, next) } };
      });
    const created = await add(true).catch((error: unknown) => {
      if (!(error instanceof DatabaseTakenError)) throw error;
      return add(false);
    });
    return found(created ?? null);
  }

  @Handles(config.changeApp)
  async change(@Payload() asked: { name?: string | undefined; enabled?: boolean | undefined }, @Ctx() context: RequestContext) {
    const changed = await this.apps.change(context.app, (before) => changedApp(found(before), asked, context));
    if (changed !== undefined) this.#tell(changed);
    return { app: administeredApp(changed ?? found(await this.apps.find(context.app))) };
  }

  @Handles(config.deleteApp)
  async delete(
    @Payload() asked: { stage: 'begin' } | { stage: 'note'; service: string } | { stage: 'end' },
    @Ctx() context: RequestContext,
  ): Promise<{ done: string[] }> {
    if (asked.stage === 'end') return this.#end(context);
    const changed = await this.apps.change(context.app, (before) =>
      asked.stage === 'begin' ? begunDeletion(found(before), context) : notedDeletion(found(before), asked.service, context),
    );
    if (changed !== undefined) this.#tell(changed);
    const { deletion } = changed ?? found(await this.apps.find(context.app));
    return { done: [...(deletion?.done ?? [])] };
  }

  /** @returns also for an app that is gone already */
  async #end(context: RequestContext): Promise<{ done: string[] }> {
    let last: AppRecord | undefined;
    await this.apps.remove(context.app, (before) => {
      assertBeingDeleted(before);
      last = before;
      return { action: 'app-deleted', ...authorOf(context), changes: [{ name: 'name', before: before.name, after: null }] };
    });
    if (last !== undefined) this.#tell({ ...last, version: last.version + 1 });
    return { done: [...(last?.deletion?.done ?? [])] };
  }

  #tell({ _id: app, version }: AppRecord): void {
    this.bus.publish(config.appChanged, { app, version });
  }
}

function changedApp(
  before: AppRecord,
  { name, enabled }: { name?: string | undefined; enabled?: boolean | undefined },
  context: RequestContext,
): Change | undefined {
  assertChangeable(before);
  if (enabled === true && before.deletion !== undefined) throw new ParseError('OperationForbidden', 'This app is being deleted.');
  const named = name === undefined ? {} : { name: checkedName(name) };
  const members = { ...membersOf(before), ...named, ...(enabled === undefined ? {} : { enabled }) };
  const { declared, ...own } = members;
  // The apps file does not declare it any more: the settings it had declared are this app's own from here on.
  const next = enabled === true && declared !== undefined ? { ...own, settings: { ...own.settings, ...declared.settings } } : members;
  if (isDeepStrictEqual(next, membersOf(before))) return undefined;
  return { next, audit: { action: 'app-changed', ...authorOf(context), changes: describeChanges(before, next) } };
}

function begunDeletion(before: AppRecord, context: RequestContext): Change | undefined {
  assertChangeable(before);
  if (before.enabled) throw new ParseError('OperationForbidden', 'Only a disabled app can be deleted: disable it first.');
  if (before.deletion !== undefined) return undefined;
  const next = { ...membersOf(before), deletion: { startedAt: new Date(), done: [] } };
  return { next, audit: { action: 'app-deletion-begun', ...authorOf(context), changes: [] } };
}

function notedDeletion(before: AppRecord, service: string, context: RequestContext): Change | undefined {
  const { startedAt, done } = assertBeingDeleted(before);
  if (done.includes(service)) return undefined;
  const next = { ...membersOf(before), deletion: { startedAt, done: [...done, service] } };
  return { next, audit: { action: 'app-changed', ...authorOf(context), changes: [{ name: `deletion.${service}`, after: 'done' }] } };
}

function assertBeingDeleted({ deletion }: AppRecord): NonNullable<AppRecord['deletion']> {
  if (deletion === undefined) throw new ParseError('OperationForbidden', 'This app is not being deleted.');
  return deletion;
}
