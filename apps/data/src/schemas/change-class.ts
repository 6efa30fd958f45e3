import { parseClassPermissions } from '@parlance/acl';
import { emptySchema, planFieldsChange, withFieldsChange, type ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { planIndexes, type IndexesChange } from '../indexes/plan-indexes.ts';
import { assertFieldCount } from './class-bounds.ts';
import { describeClass } from './describe-class.ts';
import { keepPlaces } from './keep-places.ts';
import { isBeingRemoved, Patience } from './patience.ts';
import { prepareRelations } from './prepare-relations.ts';
import { noSuchClass } from './schema-request.ts';
import type { SchemaChange } from './schema.store.ts';
import { existingClass } from './system-schemas.ts';

/** Kept of a request's time for the answer, when values of removed fields take long to go. */
const ANSWER_MS = 1_000;

/**
 * Changes a class: fields and permissions in one step, then the values of removed fields, then indexes.
 *
 * @param body of `PUT /schemas/<Class>` @param deadline epoch milliseconds
 * @returns the class as the schema API shows it
 */
export async function changeClass(
  app: App,
  className: string,
  body: Record<string, unknown>,
  deadline: number,
): Promise<Record<string, unknown>> {
  const { change, indexes } = await changeInOneStep(app, className, body);
  app.announceChange(className);
  if (change.removed.size > 0) await app.removals.removeFields(className, deadline - ANSWER_MS);
  for (const name of indexes.dropped) await app.indexes.drop(className, name);
  await app.indexBuilds.start(className, indexes.added);
  const schema = await app.schemaStore.read(className);
  if (schema === undefined) throw noSuchClass(className);
  const description = describeClass(schema, await app.indexes.list(className));
  keepPlaces(app.classStorage, className, change.added);
  return description;
}

/** The members of an app that a change of a class is planned with. */
type ChangingApp = Pick<App, 'settings' | 'schemaStore' | 'classStorage' | 'indexes' | 'removals'>;

interface PlannedChange {
  readonly change: SchemaChange;
  readonly indexes: IndexesChange;
}

/** Plans the change by the class as it is, and carries it out if that is still true; otherwise plans it anew. */
async function changeInOneStep(app: ChangingApp, className: string, body: Record<string, unknown>): Promise<PlannedChange> {
  const waiting = new Patience(`The class ${className} is being changed by too many at once, or a field is still being removed.`);
  for (;;) {
    const schema = await storedSchema(app, className);
    const planned = await plan(app, schema, body);
    const mustWait = isBeingRemoved(schema, planned.change.added);
    if (!mustWait) {
      await prepareRelations(app.classStorage, className, planned.change.added);
      if ((await app.schemaStore.changeClass(className, planned.change)) !== undefined) return planned;
    }
    await waiting.pass(!mustWait);
  }
}

/** The class by its document, which a class of the platform is given now. @throws InvalidClassName (103) when there is no such class */
async function storedSchema(app: ChangingApp, className: string): Promise<ClassSchema> {
  const stored = await app.schemaStore.read(className);
  if (stored !== undefined) return stored;
  if ((await existingClass(app, className)) === undefined) throw noSuchClass(className);
  await app.schemaStore.createClass(emptySchema(className));
  return (await app.schemaStore.read(className)) ?? emptySchema(className);
}

async function plan(app: ChangingApp, schema: ClassSchema, body: Record<string, unknown>): Promise<PlannedChange> {
  const fields = planFieldsChange(schema, 'change', body['fields'], app.settings);
  const after = withFieldsChange(schema, fields);
  if (fields.added.size > 0) assertFieldCount(app.settings, schema.className, after.fields.size);
  const json = body['classLevelPermissions'];
  const classPermissions = json === undefined ? undefined : (parseClassPermissions(json, after, app.settings) ?? 'public');
  const indexes = planIndexes(after, await app.indexes.list(schema.className), body['indexes'], body['indexOptions']);
  return { change: { ...fields, classPermissions, remover: app.removals.worker }, indexes };
}
