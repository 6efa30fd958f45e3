import { describeClassPermissions } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';
import { classForReading } from '../classes/class-for.ts';
import { assertOwnName, assertServiceMayWrite } from '../classes/service-authority.ts';
import { askable, parseAllowedFind, withCondition } from '../find/assert-query.ts';
import { findDocuments, readyToFind } from '../find/finding.ts';
import { queryLimits } from '../find/query-limits.ts';
import { readObjects } from '../find/read-as-caller.ts';

/** The reads of services in their own name: the steps of a find, answered as values. */
@Controller()
export class ServiceReadsHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.findForService)
  async find(
    @Payload() { service, className, where, limit }: data.FindForServiceRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ objects: data.ServiceObject[] }> {
    const { identity, deadline } = context;
    assertOwnName(identity);
    assertServiceMayWrite(className, service);
    const app = await this.apps.of(context);
    const schema = await classForReading(app, className, identity);
    const asked = parseAllowedFind({ where, limit }, queryLimits(app.settings, identity), schema, identity);
    if (schema === undefined) return { objects: [] };
    const condition = askable(asked, schema, identity, app.settings);
    const finding = await readyToFind(app, schema, identity, withCondition(asked, condition), deadline);
    const objects = await readObjects(app, schema, identity, await findDocuments(finding));
    return { objects: objects as data.ServiceObject[] };
  }

  @Handles(data.permissionsOf)
  async permissionsOf(
    @Payload() { className }: data.PermissionsOfRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ permissions: Record<string, unknown> }> {
    assertOwnName(context.identity);
    const app = await this.apps.of(context);
    const schema = await classForReading(app, className, context.identity);
    return { permissions: describeClassPermissions(schema?.classPermissions) };
  }

  /** For the service that turns session tokens into identities. */
  @Handles(data.rolesOf)
  async rolesOf(@Payload() { userId }: { userId: string }, @Ctx() context: RequestContext): Promise<{ roles: string[] }> {
    const app = await this.apps.of(context);
    return { roles: [...(await app.roles.rolesOf(userId, context.deadline))] };
  }
}
