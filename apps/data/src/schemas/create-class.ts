import { parseClassPermissions } from '@parlance/acl';
import { emptySchema, planFieldsChange, withFieldsChange, type ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { planIndexes } from '../indexes/plan-indexes.ts';
import { assertFieldCount } from './class-bounds.ts';
import { describeClass } from './describe-class.ts';
import { keepPlaces } from './keep-places.ts';
import { Patience } from './patience.ts';
import { prepareRelations } from './prepare-relations.ts';
import { classExists } from './schema-request.ts';
import { existingClass, isVirtualClass } from './system-schemas.ts';

/** Creates a class. @param body of `POST /schemas/<Class>` @returns the class as the schema API shows it */
export async function createClass(app: App, className: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
  if (isVirtualClass(className) || (await existingClass(app, className)) !== undefined) throw classExists(className);
  const schema = newSchema(app, className, body);
  const indexes = planIndexes(schema, await app.indexes.list(className), body['indexes'], body['indexOptions']);
  await prepareRelations(app.classStorage, className, schema.fields);
  await createWhenFree(app, schema);
  app.announceChange(className);
  await app.indexBuilds.start(className, indexes.added);
  const description = describeClass(schema, await app.indexes.list(className));
  keepPlaces(app.classStorage, className, schema.fields);
  return description;
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
