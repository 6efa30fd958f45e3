import { authorize, type AuthorizedAccess, type Identity } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { includedPaths, type FindQuery } from '@parlance/query';
import type { ClassSchema, StoredDocument } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { classForReading } from '../classes/class-for.ts';
import type { ObjectQuery } from '../objects/object.store.ts';
import { printedReply, restReply } from '../reply/rest-reply.ts';
import { assertQuery } from './assert-query.ts';
import { findOperation, parseAllowedFind } from './find-operation.ts';
import { printFound } from './print-found.ts';
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
    if (redirected === undefined && isPrintable(asked, schema)) return printedReply(await print(app, schema, identity, asked, deadline));
    const [documents, count] = await Promise.all([
      findDocuments(app, schema, identity, asked, deadline),
      asked.count ? countObjects(app, schema, identity, asked, deadline) : undefined,
    ]);
    const results = await readSelection(app, schema, identity, asked, documents, deadline);
    if (redirected !== undefined) nameClass(results, redirected.className);
    return restReply(count === undefined ? { results } : { results, count });
  }
}

/** True when the answer shows documents as they are. A single object is read as a get is, together with those that others get. */
function isPrintable(asked: FindQuery, schema: ClassSchema): boolean {
  return findOperation(asked.where) === 'find' && includedPaths(asked, schema).length === 0;
}

async function print(app: App, schema: ClassSchema, identity: Identity, asked: FindQuery, deadline: number): Promise<Uint8Array> {
  const [documents, count] = await Promise.all([
    asked.limit === 0
      ? []
      : app.objects.findRaw(authorizedQuery(schema, identity, asked), queryTimeMs(app.settings.queryTimeoutMs, deadline)),
    asked.count ? countObjects(app, schema, identity, asked, deadline) : undefined,
  ]);
  return printFound(app, schema, identity, asked.excludeKeys, { documents, count });
}

function findDocuments(app: App, schema: ClassSchema, identity: Identity, asked: FindQuery, deadline: number): Promise<StoredDocument[]> {
  if (asked.limit === 0) return Promise.resolve([]);
  return app.objects.find(authorizedQuery(schema, identity, asked), queryTimeMs(app.settings.queryTimeoutMs, deadline));
}

function authorizedQuery(schema: ClassSchema, identity: Identity, asked: FindQuery): AuthorizedAccess<ObjectQuery> {
  const { where: condition, order, limit, skip, keys, excludeKeys, hint, comment, readPreference } = asked;
  const query = { schema, condition, order, limit, skip, keys, excludeKeys, hint, comment, readPreference };
  return authorize(identity, schema, findOperation(condition), query);
}

function countObjects(app: App, schema: ClassSchema, identity: Identity, asked: FindQuery, deadline: number): Promise<number> {
  const { where: condition, hint, comment, readPreference } = asked;
  const authorized = authorize(identity, schema, 'count', { schema, condition, hint, comment, readPreference });
  return app.objects.count(authorized, queryTimeMs(app.settings.queryTimeoutMs, deadline));
}
