import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { decodeWrite } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { classForWriting } from '../classes/class-for.ts';
import { createdReply } from '../reply/rest-reply.ts';
import { growClass } from '../schemas/grow-class.ts';
import { schemaFor } from '../schemas/schema-for.ts';
import { completeWrite } from './complete-write.ts';
import { insertObject } from './insert-object.ts';
import { createdResult, newObject } from './new-object.ts';
import { writeOptions } from './write-options.ts';

/** `POST /classes/<Class>`. What can be refused is refused before the class is made or grows. */
@Controller()
export class CreateHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.create)
  async create(@Payload() { className, body }: data.CreateRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const { identity, deadline } = context;
    const now = new Date();
    const app = await this.apps.of(context);
    const known = await classForWriting(app, className, identity, 'create');
    const write = completeWrite(decodeWrite(body, 'create', writeOptions(app, identity)), known, 'create');
    let schema = schemaFor(write, known, className);
    let object = newObject(app, identity, schema, write, now);
    if (schema !== known) {
      schema = await growClass(app, identity, known, className, write);
      object = newObject(app, identity, schema, write, now);
    }
    const stored = await insertObject(app, object, write.objectId !== undefined, deadline);
    const result = createdResult(stored, schema, write, app.fileUrl);
    return createdReply(className, result.objectId, result);
  }
}
