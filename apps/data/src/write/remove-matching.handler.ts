import { authorize } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { Apps } from '../apps/apps.ts';
import { removeMatching } from './remove-matching.ts';
import { serviceCondition } from './service-condition.ts';
import { classForWriting } from './writing-class.ts';
import { writingOf } from './writing.ts';

/** Removes all objects of a class that meet a condition, for services of ours: the sessions of a user who is gone. */
@Controller()
export class RemoveMatchingHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.removeMatching)
  async remove(
    @Payload() { className, condition }: data.RemoveMatchingRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ removed: number }> {
    const { identity } = context;
    const began = new Date();
    if (identity.kind !== 'platform') throw new ParseError('OperationForbidden', 'Only services remove objects by condition.');
    const writing = writingOf(await this.apps.of(context), context, began);
    const target = await classForWriting(writing, className, 'delete', undefined, true);
    const schema = target.known;
    if (schema === undefined) return { removed: 0 };
    const reach = { schema, seal: <Q extends object>(query: Q) => authorize(identity, schema, 'delete', query) };
    return { removed: await removeMatching(writing, target, serviceCondition(condition), reach) };
  }
}
