import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { INSTALLATION } from '@parlance/platform-classes';
import type { JsonObject } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { classForReading } from '../classes/class-for.ts';
import { assertOwnName } from '../classes/service-authority.ts';
import { askable, parseAllowedFind, withCondition } from '../find/assert-query.ts';
import { findDocuments, readyToFind } from '../find/finding.ts';
import { queryLimits } from '../find/query-limits.ts';
import { readObjects } from '../find/read-as-caller.ts';

const TYPE = ['installationId', 'deviceType'] as const;
const REGISTRATION = ['installationId', 'timeZone'] as const;
const FACTS = ['deviceType', 'appVersion', 'localeIdentifier'] as const;

/** The few members of installations by which services tell callers apart. */
@Controller()
export class InstallationFactsHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.readInstallationFacts)
  async read(
    @Payload() { installationId }: { installationId: string },
    @Ctx() context: RequestContext,
  ): Promise<{ facts: data.InstallationFacts | null }> {
    const [installation] = await this.#find({ installationId }, 1, FACTS, context);
    return { facts: installation === undefined ? null : factsOf(installation) };
  }

  @Handles(data.readDeviceTypes)
  async readTypes(@Payload() { installationIds }: data.DeviceTypesRequest, @Ctx() context: RequestContext): Promise<data.DeviceTypes> {
    const found = await this.#find({ installationId: { $in: installationIds } }, installationIds.length, TYPE, context);
    const deviceTypes = found.flatMap(({ installationId, deviceType }): [string, string][] =>
      typeof installationId === 'string' && typeof deviceType === 'string' ? [[installationId, deviceType]] : [],
    );
    return { deviceTypes };
  }

  @Handles(data.readRegistrations)
  async readRegistrations(
    @Payload() { installationIds }: data.RegistrationsRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ registrations: readonly data.Registration[] }> {
    const found = await this.#find({ installationId: { $in: installationIds } }, installationIds.length, REGISTRATION, context);
    return { registrations: found.flatMap(registrationOf) };
  }

  async #find(where: JsonObject, limit: number, keys: readonly string[], context: RequestContext): Promise<readonly Installation[]> {
    const { identity, deadline } = context;
    assertOwnName(identity);
    const app = await this.apps.of(context);
    const schema = await classForReading(app, INSTALLATION, identity);
    const asked = parseAllowedFind({ where, limit, keys: keys.join(',') }, queryLimits(app.settings, identity), schema, identity);
    if (schema === undefined) return [];
    const condition = askable(asked, schema, identity, app.settings);
    const finding = await readyToFind(app, schema, identity, withCondition(asked, condition), deadline);
    return readObjects(app, schema, identity, await findDocuments(finding));
  }
}

type Installation = Readonly<Record<string, unknown>>;

function factsOf(installation: Installation): data.InstallationFacts {
  const texts = FACTS.flatMap((name) => (typeof installation[name] === 'string' ? [[name, installation[name]] as const] : []));
  return Object.fromEntries(texts);
}

function registrationOf({ objectId, installationId, timeZone, createdAt, updatedAt }: Installation): readonly data.Registration[] {
  if (typeof objectId !== 'string' || typeof installationId !== 'string') return [];
  const times = { createdAt: Date.parse(String(createdAt)), updatedAt: Date.parse(String(updatedAt)) };
  const zone = typeof timeZone === 'string' && timeZone !== '' ? { timeZone } : {};
  return [{ objectId, installationId, ...zone, createdAt: times.createdAt || 0, updatedAt: times.updatedAt || 0 }];
}
