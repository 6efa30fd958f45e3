import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { decodeWrite } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { classForWriting } from '../classes/class-for.ts';
import { rulesOf } from '../classes/class-policy.ts';
import { restReply } from '../reply/rest-reply.ts';
import { settleLateWrites, type StoredWrite } from '../schemas/late-writes.ts';
import { schemaFor } from '../schemas/schema-for.ts';
import { completeWrite } from './complete-write.ts';
import { ItemOutcomes } from './item-outcomes.ts';
import { growForItems, storeItems, type NewItem } from './new-items.ts';
import { createdResult, newObject } from './new-object.ts';
import { writeOptions } from './write-options.ts';

/** The creates of one class in a `POST /batch`: the steps of a create, each for all items, and one bulk write. */
@Controller()
export class CreateManyHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.createMany)
  async createMany(@Payload() request: data.CreateManyRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const outcomes = new ItemOutcomes(request.bodies.length);
    try {
      await createEach(app, request, context, outcomes);
    } catch (error) {
      outcomes.failOthers(error); // what refuses the class, or the whole write, refuses each item
    }
    return restReply(outcomes);
  }
}

async function createEach(
  app: App,
  { className, bodies }: data.CreateManyRequest,
  { identity, deadline }: RequestContext,
  outcomes: ItemOutcomes,
): Promise<void> {
  const now = new Date();
  const question = { identity, operation: 'create', objectId: undefined, trusted: false } as const;
  const known = await classForWriting(app, className, question);
  const options = writeOptions(app, identity);
  const asked = bodies.map((body, place) => ({ body, place }));
  const items = outcomes.map(asked, ({ body, place }) => {
    const sent = decodeWrite(body, 'create', options);
    rulesOf(className)?.assertWrite?.(sent, question);
    const write = completeWrite(sent, known, 'create');
    const schema = schemaFor(write, known, className);
    return { place, write, schema, object: newObject(app, identity, schema, write, now) };
  });
  const fitting = await growForItems(app, identity, known, items, outcomes, now);
  const stored = await storeItems(app, fitting, outcomes, deadline);
  await settleLateWrites(app, now, stored.map(asStoredWrite));
  for (const { place, object, schema, write } of stored) {
    outcomes.succeed(place, createdResult(object, schema, write, app.fileUrl));
  }
}

function asStoredWrite({ schema, object, write }: NewItem): StoredWrite {
  return { schema, objectId: object.document['_id'] as string, write, isNew: true };
}
