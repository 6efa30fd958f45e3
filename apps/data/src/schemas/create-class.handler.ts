import { parseClassPermissions } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { emptySchema, planFieldsChange, withFieldsChange, type ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { restReply } from '../reply/rest-reply.ts';
import { assertFieldCount } from './class-bounds.ts';
import { describeClass } from './describe-class.ts';
import { Patience } from './patience.ts';
import { planIndexes } from '../indexes/plan-indexes.ts';
import { keepPlaces } from './keep-places.ts';
import { prepareRelations } from './prepare-relations.ts';
import { assertAdministers, classExists, requestedClass } from './schema-request.ts';
import { existingClass, isVirtualClass } from './system-schemas.ts';

/** `POST /schemas/<Class>`. */
@Controller()
export class CreateClassHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.createClass)
  async createClass(@Payload() request: data.CreateClassRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    assertAdministers(context.identity, 'write');
    const app = await this.apps.of(context);
    const className = requestedClass(request.className, request.body);
    if (isVirtualClass(className) || (await existingClass(app, className)) !== undefined) throw classExists(className);
    const schema = newSchema(app, className, request.body);
    const indexes = planIndexes(schema, await app.indexes.list(className), request.body['indexes'], request.body['indexOptions']);
    await prepareRelations(app.classStorage, className, schema.fields);
    await createWhenFree(app, schema);
    app.announceChange(className);
    await app.indexBuilds.start(className, indexes.added);
    const description = describeClass(schema, await app.indexes.list(className));
    keepPlaces(app.classStorage, className, schema.fields);
    return restReply(description);
  }
}

/** @throws as planFieldsChange, assertFieldCount and parseClassPermissions */
function newSchema(
  { settings }: Pick<App, 'settings'>,
  className: string,
  { fields, classLevelPermissions }: Record<string, unknown>,
): ClassSchema {
  const empty = emptySchema(className);
  const schema = withFieldsChange(empty, planFieldsChange(empty, 'create', fields, settings));
  assertFieldCount(settings, className, schema.fields.size);
  const classPermissions = classLevelPermissions === undefined ? undefined : parseClassPermissions(classLevelPermissions, schema, settings);
  return classPermissions === undefined ? schema : { ...schema, classPermissions };
}

/** A class of that name that is being dropped is waited for. @throws InvalidClassName (103) when there is one */
async function createWhenFree(app: Pick<App, 'schemaStore'>, schema: ClassSchema): Promise<void> {
  const waiting = new Patience(`The class ${schema.className} is still being dropped.`);
  while (!(await app.schemaStore.createClass(schema))) {
    if ((await app.schemaStore.read(schema.className)) !== undefined) throw classExists(schema.className);
    await waiting.pass(false);
  }
}
