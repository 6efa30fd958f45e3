import { authorize, classAccess, refusesObject } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { eq, parseGetOptions, selectionIn } from '@parlance/query';
import { isObjectId } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { assertCodeLoaded } from '../triggers/code-loaded.ts';
import { classForReading } from '../classes/class-for.ts';
import { objectNotFound } from '../classes/object-not-found.ts';
import { restReply } from '../reply/rest-reply.ts';
import { findTriggersOf } from './find-triggers.ts';
import { neededFields, readFields, unshownFields } from './page-selection.ts';
import { queryLimits } from './query-limits.ts';
import { queryTimeMs } from './query-time.ts';
import { readSelection } from './read-selection.ts';
import { triggeredFind } from './triggered-find.ts';

/** `GET /classes/<Class>/<id>` */
@Controller()
export class GetHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.get)
  async get(@Payload() { className, objectId, parameters }: data.GetRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const { identity, deadline } = context;
    const app = await this.apps.of(context);
    assertCodeLoaded(app, context);
    app.accessSamples.note('get', className, identity);
    const schema = await classForReading(app, className, identity, 'get');
    if (schema !== undefined) classAccess(identity, schema, 'get');
    const parsed = parseGetOptions(parameters, queryLimits(app.settings, identity));
    if (schema === undefined || !isObjectId(objectId)) throw objectNotFound();
    const triggers = findTriggersOf(app, className, identity);
    if (triggers !== undefined) {
      const one = { className, parameters: { ...parameters, where: { objectId } }, isGet: true };
      const found = await triggeredFind(app, one, triggers, context);
      const first = 'results' in found ? found.results[0] : undefined;
      if (first === undefined) throw refusesObject(identity, schema, 'get', objectId);
      return restReply(first);
    }
    const asked = selectionIn(parsed, schema);
    const { readPreference } = asked;
    const needed = neededFields(identity, schema, app);
    const condition = eq('objectId', objectId);
    const query = { schema, condition, order: [], limit: 1, skip: 0, ...readFields(asked, needed), readPreference };
    const authorized = authorize(identity, schema, 'get', query);
    const documents = await app.reads.find(authorized, queryTimeMs(app.settings.queryTimeoutMs, deadline));
    const [object] = await readSelection(
      app,
      schema,
      identity,
      { ...asked, excludeKeys: unshownFields(asked, needed) },
      documents,
      deadline,
      context,
    );
    if (object === undefined) throw refusesObject(identity, schema, 'get', objectId);
    return restReply(object);
  }
}
