import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { Apps } from '../apps/apps.ts';
import { queryTimeMs } from '../find/query-time.ts';
import { restReply } from '../reply/rest-reply.ts';
import { parseSlowQueryParameters } from './slow-query-parameters.ts';
import { slowQueryReport } from './slow-query-report.ts';

/** `GET /admin/slow-queries` */
@Controller()
export class SlowQueriesHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.slowQueries)
  async list(@Payload() { parameters }: data.SlowQueriesRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const { identity, deadline } = context;
    const app = await this.apps.of(context);
    if (identity.kind !== 'master' && identity.kind !== 'readOnlyMaster') {
      throw new ParseError('MasterKeyRequired', 'unauthorized: master key is required');
    }
    const filter = parseSlowQueryParameters(parameters);
    const found = await app.queries.slow(filter, queryTimeMs(app.settings.queryTimeoutMs, deadline));
    return restReply({ results: found.map(slowQueryReport) });
  }
}
