import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { authorOf } from '../administration/author.ts';
import type { AdministratorRecord } from './administrator-record.ts';
import { AdministratorStore, noAdministrator } from './administrator.store.ts';
import { nameKeyOf, newAdministratorId } from './new-administrator.ts';
import { differences, shownAdministrator } from './shown.ts';

type One = { administrator: config.Administrator };

/** Administrators for the admin service, which has decided whether its caller may. */
@Controller()
export class AdministratorsHandler {
  constructor(
    private readonly store: AdministratorStore,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(config.listAdministrators)
  async list(): Promise<{ administrators: config.Administrator[] }> {
    return { administrators: (await this.store.administrators()).map(shownAdministrator) };
  }

  @Handles(config.readAdministrator)
  async read(@Payload() { id }: { id: string }, @Ctx() _context: RequestContext): Promise<One> {
    return { administrator: shownAdministrator(await this.store.administrator(id)) };
  }

  @Handles(config.createAdministrator)
  async create(@Payload() asked: config.NewAdministrator, @Ctx() context: RequestContext): Promise<One> {
    const now = new Date();
    const record: AdministratorRecord = {
      ...asked,
      _id: newAdministratorId(),
      nameKey: nameKeyOf(asked.name),
      enabled: true,
      createdAt: now,
      updatedAt: now,
    };
    return this.store.change(async ({ administrators }, session) => {
      await administrators.insertOne(record, { session });
      return { result: { administrator: shownAdministrator(record) }, audit: audited('administrators.create', undefined, record, context) };
    });
  }

  @Handles(config.changeAdministrator)
  async change(@Payload() asked: config.ChangedAdministrator, @Ctx() context: RequestContext): Promise<One> {
    const changed = await this.store.change(async ({ administrators }, session) => {
      const before = await administrators.findOne({ _id: asked.id }, { session });
      if (before === null) throw noAdministrator(asked.id);
      const after = changedRecord(before, asked);
      await administrators.replaceOne({ _id: asked.id }, after, { session });
      return { result: { administrator: shownAdministrator(after) }, audit: audited('administrators.change', before, after, context) };
    });
    this.bus.publish(config.administrationChanged, {});
    return changed;
  }

  @Handles(config.removeAdministrator)
  async remove(@Payload() { id }: { id: string }, @Ctx() context: RequestContext): Promise<Record<string, never>> {
    await this.store.change(async ({ administrators, tokens }, session) => {
      const before = await administrators.findOneAndDelete({ _id: id }, { session });
      if (before === null) throw noAdministrator(id);
      await tokens.updateMany({ administrator: id, revokedAt: { $exists: false } }, { $set: { revokedAt: new Date() } }, { session });
      return { result: {}, audit: audited('administrators.remove', before, undefined, context) };
    });
    this.bus.publish(config.administrationChanged, {});
    return {};
  }
}

function changedRecord(
  before: AdministratorRecord,
  { name, email, role, scopes, apps, enabled }: config.ChangedAdministrator,
): AdministratorRecord {
  const { role: oldRole, scopes: oldScopes, apps: oldApps, ...rest } = before;
  const isGiven = role !== undefined || scopes !== undefined;
  const rights = isGiven ? { role, scopes } : { role: oldRole, scopes: oldScopes };
  const limits = apps === undefined ? oldApps : (apps ?? undefined);
  const next = {
    ...rest,
    ...(name === undefined ? {} : { name, nameKey: nameKeyOf(name) }),
    ...(email === undefined ? {} : { email, ...(before.password === undefined ? {} : { signInKey: email.toLowerCase() }) }),
    ...(enabled === undefined ? {} : { enabled }),
    ...rights,
    apps: limits,
    updatedAt: new Date(),
  };
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as unknown as AdministratorRecord;
}

function audited(action: string, before: AdministratorRecord | undefined, after: AdministratorRecord | undefined, context: RequestContext) {
  const [left, right] = [before && shownAdministrator(before), after && shownAdministrator(after)];
  const { id, name } = (right ?? left) as config.Administrator;
  return { action, ...authorOf(context), text: `The administrator ${name}, ${id}.`, changes: differences('administrator', left, right) };
}
