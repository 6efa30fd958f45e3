import { authorize, type Identity } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import type { FindQuery } from '@parlance/query';
import type { ClassSchema, StoredDocument } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { classForReading } from '../classes/class-for.ts';
import { restReply } from '../reply/rest-reply.ts';
import { assertQuery } from './assert-query.ts';
import { findOperation, parseAllowedFind } from './find-operation.ts';
import { queryLimits } from './query-limits.ts';
import { queryTimeMs } from './query-time.ts';
import { readSelection } from './read-selection.ts';
import { nameClass, redirectTarget } from './redirect.ts';

/** `GET /classes/<Class>?where=…`. Results and number are read at the same time, each only if it is asked for. */
@Controller()
export class FindHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.find)
  async find(@Payload() { className, parameters }: data.FindRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const { identity, deadline } = context;
    const app = await this.apps.of(context);
    const named = await classForReading(app, className, identity);
    const asked = parseAllowedFind(parameters, queryLimits(app.settings, identity), named, identity);
    if (named === undefined) return restReply(asked.count ? { results: [], count: 0 } : { results: [] });
    const redirected = await redirectTarget(app, named, identity, asked);
    const schema = redirected ?? named;
    assertQuery(asked, schema, identity);
    const [documents, count] = await Promise.all([
      findDocuments(app, schema, identity, asked, deadline),
      asked.count ? countObjects(app, schema, identity, asked, deadline) : undefined,
    ]);
    const results = await readSelection(app, schema, identity, asked, documents, deadline);
    if (redirected !== undefined) nameClass(results, redirected.className);
    return restReply(count === undefined ? { results } : { results, count });
  }
}

function findDocuments(app: App, schema: ClassSchema, identity: Identity, asked: FindQuery, deadline: number): Promise<StoredDocument[]> {
  if (asked.limit === 0) return Promise.resolve([]);
  const { where: condition, order, limit, skip, keys, excludeKeys, hint, comment, readPreference } = asked;
  const query = { schema, condition, order, limit, skip, keys, excludeKeys, hint, comment, readPreference };
  const authorized = authorize(identity, schema.permissions, findOperation(condition), query);
  return app.objects.find(authorized, queryTimeMs(app.settings.queryTimeoutMs, deadline));
}

function countObjects(app: App, schema: ClassSchema, identity: Identity, asked: FindQuery, deadline: number): Promise<number> {
  const { where: condition, hint, comment, readPreference } = asked;
  const authorized = authorize(identity, schema.permissions, 'count', { schema, condition, hint, comment, readPreference });
  return app.objects.count(authorized, queryTimeMs(app.settings.queryTimeoutMs, deadline));
}
