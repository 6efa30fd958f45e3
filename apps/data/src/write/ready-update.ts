import { authorize, type AuthorizedAccess, type Identity } from '@parlance/acl';
import type { data } from '@parlance/contracts';
import { assertObjectId, decodeWrite, emptySchema, type ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { classForWriting } from '../classes/class-for.ts';
import { rulesOf } from '../classes/class-policy.ts';
import { objectNotFound } from '../classes/object-not-found.ts';
import type { ObjectChange, ObjectTarget } from '../objects/object.store.ts';
import { growClass } from '../schemas/grow-class.ts';
import { schemaFor } from '../schemas/schema-for.ts';
import { completeWrite, type CompletedWrite } from './complete-write.ts';
import { objectChange } from './object-change.ts';
import { requiredCondition } from './required-condition.ts';
import { visiblePaths } from './shown-paths.ts';
import { withTrusted } from './trusted-members.ts';
import { writeOptions } from './write-options.ts';

/** An update of which everything is done but the storing. */
export interface ReadyUpdate {
  readonly change: AuthorizedAccess<ObjectChange>;
  readonly write: CompletedWrite;
  /** The class with the write's new fields. */
  readonly schema: ClassSchema;
}

/**
 * Makes an update ready to be stored.
 *
 * @param exists whether the caller reaches the object; asked only before the class grows, which must not happen by the update of an
 *   object that is not there, or not the caller's
 */
export async function readyUpdate(
  app: App,
  identity: Identity,
  { className, objectId, body, trusted, condition }: data.UpdateRequest,
  now: Date,
  exists: (target: AuthorizedAccess<ObjectTarget>) => Promise<boolean>,
): Promise<ReadyUpdate> {
  const asked = { identity, operation: 'update', objectId, trusted: trusted !== undefined } as const;
  const known = await classForWriting(app, className, asked);
  assertObjectId(objectId);
  const sent = decodeWrite(body, 'update', writeOptions(app, identity, objectId));
  const rules = rulesOf(className);
  rules?.assertWrite?.(sent, asked);
  const complete = withTrusted(sent, trusted, 'update');
  if (rules !== undefined) await app.objects.prepare(known ?? emptySchema(className), rules.indexesOfWrite?.(complete) ?? []);
  const write = completeWrite(complete, known, 'update');
  if (known === undefined) throw objectNotFound();
  const required = requiredCondition(sent, className, condition);
  let schema = schemaFor(write, known, className);
  let change = objectChange(app, schema, objectId, write, required, now);
  if (schema !== known) {
    if (!(await exists(authorize(identity, known, 'update', { schema: known, objectId })))) throw objectNotFound();
    schema = await growClass(app, identity, known, className, write);
    change = objectChange(app, schema, objectId, write, required, now);
  }
  const show = visiblePaths(change.show, identity, schema, objectId, app.settings);
  return { change: authorize(identity, schema, 'update', { ...change, show }), write, schema };
}
