import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { eq } from '@parlance/query';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { Apps } from '../apps/apps.ts';
import { createdReply, restReply } from '../reply/rest-reply.ts';
import { createEach } from './create-each.ts';
import { createTogether } from './create-many.ts';
import { ItemOutcomes } from './item-outcomes.ts';
import { afterWrites, createdAnswer, resultOf, updatedAnswer, writeOne } from './pipeline.ts';
import { prepareCreate } from './prepare-create.ts';
import { prepareRemove } from './prepare-remove.ts';
import { prepareUpdate } from './prepare-update.ts';
import { itemErrorTeller } from './tell-item-error.ts';
import { prepareParts, storeTransaction } from './transaction.ts';
import { runWrite, triggersOfWrite } from './writing.ts';

/** The writes of clients. Each goes the same way: prepare, store (one, many, or a transaction), after, answer. */
@Controller()
export class WriteHandler {
  constructor(
    private readonly apps: Apps,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** `POST /classes/<Class>`. */
  @Handles(data.create)
  async create(@Payload() { className, body }: data.CreateRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    return runWrite(this.apps, context, async (writing) => {
      writing.app.accessSamples.note('create', className, context.identity);
      const stored = await writeOne(writing, await prepareCreate(writing, { className, body }));
      return createdReply(className, stored.objectId, createdAnswer(writing, stored));
    });
  }

  /** `PUT /classes/<Class>/<id>`. */
  @Handles(data.update)
  async update(
    @Payload() { className, objectId, body, ifUpdatedAt }: data.UpdateRequest,
    @Ctx() context: RequestContext,
  ): Promise<RestReply> {
    return runWrite(this.apps, context, async (writing) => {
      writing.app.accessSamples.note('update', className, context.identity);
      const condition = ifUpdatedAt === undefined ? undefined : eq('updatedAt', new Date(ifUpdatedAt));
      const stored = await writeOne(writing, await prepareUpdate(writing, { className, objectId, body, condition }));
      return restReply(updatedAnswer(writing, stored));
    });
  }

  /** `DELETE /classes/<Class>/<id>`. */
  @Handles(data.remove)
  async remove(@Payload() { className, objectId }: data.RemoveRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    return runWrite(this.apps, context, async (writing) => {
      writing.app.accessSamples.note('delete', className, context.identity);
      await writeOne(writing, await prepareRemove(writing, { className, objectId }));
      return restReply({});
    });
  }

  /** The creates of one class in a `POST /batch`, each with its own outcome. */
  @Handles(data.createMany)
  async createMany(@Payload() { className, bodies }: data.CreateManyRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    return runWrite(this.apps, context, async (writing) => {
      writing.app.accessSamples.note('create', className, context.identity, bodies.length);
      const outcomes = new ItemOutcomes(bodies.length, itemErrorTeller(writing.app, this.logger), (fault) =>
        this.logger.error({ err: fault, className }, 'An object could not be stored.'),
      );
      try {
        if (triggersOfWrite(writing, className) === undefined) await createTogether(writing, className, bodies, outcomes);
        else await createEach(writing, className, bodies, outcomes);
      } catch (error) {
        outcomes.failOthers(error); // the refusal of the class, or of the whole write, is that of each item
      }
      return restReply(outcomes);
    });
  }

  /** `POST /batch` with `transaction`: all of the writes are stored, or none. */
  @Handles(data.transaction)
  async transaction(@Payload() { parts }: data.TransactionRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    return runWrite(this.apps, context, async (writing) => {
      const stored = await storeTransaction(writing, await prepareParts(writing, parts));
      await afterWrites(writing, stored);
      return restReply(stored.map((one) => ({ success: resultOf(writing, one) })));
    });
  }
}
