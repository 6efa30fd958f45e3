import { authorize } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { emptySchema } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { serviceCondition } from './service-condition.ts';

/** Removes all objects of a class that meet a condition, for services of ours: the sessions of a user, when he is gone. */
@Controller()
export class RemoveMatchingHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.removeMatching)
  async remove(
    @Payload() { className, condition }: data.RemoveMatchingRequest,
    @Ctx() { identity, deadline, ...context }: RequestContext,
  ): Promise<{ removed: number }> {
    if (identity.kind !== 'platform') throw new ParseError('OperationForbidden', 'Only services remove objects by condition.');
    const app = await this.apps.of({ identity, deadline, ...context });
    const schema = (await app.schemas.get(className)) ?? emptySchema(className);
    const query = authorize(identity, schema, 'delete', { schema, condition: serviceCondition(condition) });
    return { removed: await app.objects.removeMatching(query, deadline) };
  }
}
