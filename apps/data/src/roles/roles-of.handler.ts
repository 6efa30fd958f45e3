import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';

/** The roles of a user, for the service that turns session tokens into identities. */
@Controller()
export class RolesOfHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.rolesOf)
  async rolesOf(@Payload() { userId }: { userId: string }, @Ctx() context: RequestContext): Promise<{ roles: string[] }> {
    const app = await this.apps.of(context);
    return { roles: [...(await app.roles.rolesOf(userId, context.deadline))] };
  }
}
