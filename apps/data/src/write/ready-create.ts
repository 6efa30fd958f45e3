import type { Authorized, Identity } from '@parlance/acl';
import type { data } from '@parlance/contracts';
import { decodeWrite, emptySchema, type ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { classForWriting } from '../classes/class-for.ts';
import { rulesOf } from '../classes/class-policy.ts';
import type { NewObject } from '../objects/object.store.ts';
import { growClass } from '../schemas/grow-class.ts';
import { schemaFor } from '../schemas/schema-for.ts';
import { completeWrite, type CompletedWrite } from './complete-write.ts';
import { newObject } from './new-object.ts';
import { withTrusted } from './trusted-members.ts';
import { writeOptions } from './write-options.ts';

/** A create of which everything is done but the storing. */
export interface ReadyCreate {
  readonly object: Authorized<NewObject>;
  readonly write: CompletedWrite;
  /** The class with the write's new fields. */
  readonly schema: ClassSchema;
}

/** Makes a create ready to be stored. What can be refused is refused before the class is made or grows. */
export async function readyCreate(
  app: App,
  identity: Identity,
  { className, body, trusted }: data.CreateRequest,
  now: Date,
): Promise<ReadyCreate> {
  const asked = { identity, operation: 'create', objectId: undefined, trusted: trusted !== undefined } as const;
  const known = await classForWriting(app, className, asked);
  const sent = decodeWrite(body, 'create', writeOptions(app, identity));
  const rules = rulesOf(className);
  rules?.assertWrite?.(sent, asked);
  const complete = withTrusted(sent, trusted, 'create');
  if (rules !== undefined) await app.objects.prepare(known ?? emptySchema(className), rules.indexesOfWrite?.(complete) ?? []);
  const write = completeWrite(complete, known, 'create');
  const schema = schemaFor(write, known, className);
  const object = newObject(app, identity, schema, write, now);
  if (schema === known) return { object, write, schema };
  const grown = await growClass(app, identity, known, className, write);
  return { object: newObject(app, identity, grown, write, now), write, schema: grown };
}
