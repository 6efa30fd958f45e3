import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';
import type { ObjectWriter } from '../objects/object.store.ts';
import { restReply } from '../reply/rest-reply.ts';
import { settleLateWrites } from '../schemas/late-writes.ts';
import type { ReadyWrite } from './ready-write.ts';
import { readyWrites } from './ready-writes.ts';

/** `POST /batch` with `transaction`: the steps of single writes, and then all of them stored or none. */
@Controller()
export class TransactionHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.transaction)
  async transaction(@Payload() { parts }: data.TransactionRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const began = new Date();
    const app = await this.apps.of(context);
    const writes = await readyWrites(app, parts, context);
    const targets = writes.flatMap(({ target }) => target ?? []);
    const results = await app.objects.inTransaction(targets, context.deadline, (objects) => performInOrder(writes, objects));
    await settleLateWrites(
      app,
      began,
      writes.flatMap(({ stored }) => stored ?? []),
    );
    return restReply(results.map((success) => ({ success })));
  }
}

async function performInOrder(writes: readonly ReadyWrite[], objects: ObjectWriter): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const write of writes) results.push(await write.perform(objects));
  return results;
}
