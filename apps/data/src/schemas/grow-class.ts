import { classAccess, writesEverything, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { emptySchema, fieldsAddedBy, withFields, type ClassSchema, type FieldType, type ObjectWrite } from '@parlance/values';
import type { App } from '../apps/app.ts';

/** The class under which the writes fit, and those that do not, by their place. */
export interface Growth {
  readonly schema: ClassSchema;
  readonly refused: ReadonlyMap<number, ParseError>;
}

/** Every lost race means that somebody else has added a field; a class does not gain that many within one request by accident. */
const ATTEMPTS_MAX = 20;

/**
 * Brings into being what a write needs: the class, if nobody has saved to it yet, and its new fields, all in one step. Of several
 * first writes at a time, from any number of clients and replicas, one decides a field's type; the others find it decided.
 *
 * @param known the class as far as this process knows it; undefined when it does not exist
 * @throws IncorrectType (111), OperationForbidden (119), ExceededClassQuota (140)
 */
export async function growClass(
  app: App,
  identity: Identity,
  known: ClassSchema | undefined,
  className: string,
  write: ObjectWrite,
): Promise<ClassSchema> {
  const { schema, refused } = await growClassForAll(app, identity, known, className, [write]);
  const refusal = refused.get(0);
  if (refusal !== undefined) throw refusal;
  return schema;
}

/** The same for several writes together. A write that does not fit is refused alone. */
export async function growClassForAll(
  app: App,
  identity: Identity,
  known: ClassSchema | undefined,
  className: string,
  writes: readonly ObjectWrite[],
): Promise<Growth> {
  let schema = known;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { added, refused } = planGrowth(schema, className, identity, writes);
    if (schema !== undefined && added.size === 0) return { schema, refused };
    if (refused.size === writes.length) return { schema: schema ?? emptySchema(className), refused };
    if (schema === undefined) await assertQuota(app, identity, className);
    const grown = await (schema === undefined
      ? app.schemaStore.createClass(className, added)
      : app.schemaStore.addFields(className, added));
    if (grown !== undefined) {
      app.announceChange(className);
      return { schema: grown, refused };
    }
    schema = await app.schemas.reload(className);
  }
  throw new ParseError('RequestTimeout', `The class ${className} is being changed by too many at once.`);
}

interface Plan {
  readonly added: ReadonlyMap<string, FieldType>;
  readonly refused: ReadonlyMap<number, ParseError>;
}

/** The fields that all the writes add together. A write that does not fit what those before it add is refused. */
function planGrowth(schema: ClassSchema | undefined, className: string, identity: Identity, writes: readonly ObjectWrite[]): Plan {
  const added = new Map<string, FieldType>();
  const refused = new Map<number, ParseError>();
  let planned = schema ?? emptySchema(className);
  for (const [place, write] of writes.entries()) {
    try {
      const fields = fieldsAddedBy(planned, write);
      if (fields.size === 0) continue;
      if (schema !== undefined) classAccess(identity, schema, 'addField');
      planned = withFields(planned, fields);
      for (const [field, type] of fields) added.set(field, type);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      refused.set(place, error);
    }
  }
  return { added, refused };
}

/** The master key may always create classes, and those of the platform do not count. Two first saves at the very same moment may both pass as the last one. */
async function assertQuota(app: App, identity: Identity, className: string): Promise<void> {
  const { classQuota } = app.settings;
  if (classQuota === null || writesEverything(identity) || className.startsWith('_')) return;
  if ((await app.schemaStore.countClasses()) >= classQuota) {
    throw new ParseError('ExceededClassQuota', `This app may have at most ${classQuota} classes.`);
  }
}
