import { authorize } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';
import { assertOwnName, assertServiceMayWrite } from '../classes/service-authority.ts';
import { createdAnswer, updatedAnswer, writeOne } from '../write/pipeline.ts';
import { createdResult, prepareCreate } from '../write/prepare-create.ts';
import { prepareRemove } from '../write/prepare-remove.ts';
import { prepareUpdate, updatedResult } from '../write/prepare-update.ts';
import { removeMatching } from '../write/remove-matching.ts';
import { runWrite } from '../write/writing.ts';
import { classForWriting } from '../write/writing-class.ts';
import { serviceCondition } from './service-condition.ts';

/**
 * The writes of services: those of clients, with members that only a service may set, and conditions. The identity that asks stays the
 * one whose rights count: a user's who changes their own account, or the platform's.
 */
@Controller()
export class ServiceWritesHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.createForService)
  async create(
    @Payload() { service, className, body, members, settled: settledByService }: data.CreateForServiceRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ object: data.CreatedObject }> {
    assertServiceMayWrite(className, service);
    return runWrite(this.apps, context, async (writing) => {
      const stored = await writeOne(writing, await prepareCreate(writing, { className, body, added: members, settledByService }));
      // JSON that an afterSave answers with need not have them.
      const { objectId, createdAt } = createdResult(writing, stored);
      return { object: { ...createdAnswer(writing, stored), objectId, createdAt } };
    });
  }

  @Handles(data.updateForService)
  async update(@Payload() request: data.UpdateForServiceRequest, @Ctx() context: RequestContext): Promise<{ object: data.UpdatedObject }> {
    const { service, className, objectId, body, members, condition: asked, keepsUpdatedAt, settled: settledByService } = request;
    assertServiceMayWrite(className, service);
    return runWrite(this.apps, context, async (writing) => {
      const condition = asked === undefined ? undefined : serviceCondition(asked);
      const update = { className, objectId, body, added: members, condition, keepsUpdatedAt, settledByService };
      const stored = await writeOne(writing, await prepareUpdate(writing, update));
      return { object: { ...updatedAnswer(writing, stored), updatedAt: updatedResult(writing, stored).updatedAt } };
    });
  }

  @Handles(data.removeForService)
  async remove(
    @Payload() { service, className, objectId }: data.RemoveForServiceRequest,
    @Ctx() context: RequestContext,
  ): Promise<Record<string, never>> {
    assertServiceMayWrite(className, service);
    return runWrite(this.apps, context, async (writing) => {
      await writeOne(writing, await prepareRemove(writing, { className, objectId, trusted: true }));
      return {};
    });
  }

  @Handles(data.removeMatching)
  async removeMatching(
    @Payload() { service, className, condition }: data.RemoveMatchingRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ removed: number }> {
    const { identity } = context;
    assertOwnName(identity);
    assertServiceMayWrite(className, service);
    return runWrite(this.apps, context, async (writing) => {
      const target = await classForWriting(writing, className, 'delete', undefined, true);
      const schema = target.known;
      if (schema === undefined) return { removed: 0 };
      const reach = { schema, seal: <Q extends object>(query: Q) => authorize(identity, schema, 'delete', query) };
      return { removed: await removeMatching(writing, target, serviceCondition(condition), reach) };
    });
  }
}
