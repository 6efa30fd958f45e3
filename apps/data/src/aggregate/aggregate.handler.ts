import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { parseAggregate } from '@parlance/query';
import { Apps } from '../apps/apps.ts';
import { classForReading } from '../classes/class-for.ts';
import { findTriggersOf } from '../find/find-triggers.ts';
import { queryLimits } from '../find/query-limits.ts';
import { restReply } from '../reply/rest-reply.ts';
import { assertAdministers } from '../schemas/schema-request.ts';
import { assertCodeLoaded } from '../triggers/code-loaded.ts';
import { beforeAggregate } from './aggregate-triggers.ts';
import { distinctValues } from './distinct-values.ts';
import { runPipeline } from './run-pipeline.ts';

/** `GET /aggregate/<Class>?pipeline=…` and `?distinct=…`, for the master keys. */
@Controller()
export class AggregateHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.aggregate)
  async aggregate(@Payload() { className, parameters }: data.AggregateRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const { identity, deadline } = context;
    assertAdministers(identity, 'read');
    const app = await this.apps.of(context);
    assertCodeLoaded(app, context);
    const schema = await classForReading(app, className, identity);
    const limits = queryLimits(app.settings, identity);
    let asked = parseAggregate(parameters, limits);
    const triggers = findTriggersOf(app, className, identity);
    if (triggers !== undefined) {
      const triggered = await beforeAggregate(triggers, asked, parameters, context);
      if ('results' in triggered) return restReply(triggered);
      asked = parseAggregate(triggered.parameters, limits);
    }
    if (schema === undefined) return restReply({ results: [] });
    const reading = { app, schema, identity, deadline };
    return asked.kind === 'distinct' ? distinctValues(reading, asked) : runPipeline(reading, asked);
  }
}
