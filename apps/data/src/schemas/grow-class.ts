import { classAccess, refusal, writesEverything, type Identity, type SaveKind } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { emptySchema, fieldsAddedBy, withFields, type ClassSchema, type FieldType, type ObjectWrite } from '@parlance/values';
import { tellableMismatch } from '../write/hidden-types.ts';
import type { WritingApp } from '../write/writing.ts';
import { assertFieldCount, assertRoom } from './class-bounds.ts';
import { keepPlaces } from './keep-places.ts';
import { isBeingRemoved, Patience } from './patience.ts';
import { prepareRelations } from './prepare-relations.ts';
import { isVirtualClass } from './system-schemas.ts';

/**
 * The class as the write needs it: `known` itself when that has all the write's fields already.
 *
 * @throws IncorrectType (111) when a field is locked to another type
 */
export function schemaFor(write: ObjectWrite, known: ClassSchema | undefined, className: string): ClassSchema {
  const schema = known ?? emptySchema(className);
  return withFields(schema, fieldsAddedBy(schema, write));
}

/** The class under which the writes fit, and those that do not, by their place. */
export interface Growth {
  readonly schema: ClassSchema;
  readonly refused: ReadonlyMap<number, ParseError>;
}

/**
 * Brings into being the things a write needs: the class, if nobody has saved to it yet, and its new fields, all in one step. Of several
 * first writes at a time, from any number of clients and replicas, one decides a field's type; the others find it decided.
 *
 * @param known the class as far as this process knows it; undefined when it does not exist
 * @throws IncorrectType (111), OperationForbidden (119), ExceededClassQuota (140)
 */
export async function growClass(
  app: WritingApp,
  identity: Identity,
  known: ClassSchema | undefined,
  className: string,
  write: ObjectWrite,
  save: SaveKind,
): Promise<ClassSchema> {
  const { schema, refused } = await growClassForAll(app, identity, known, className, [write], save);
  const refusal = refused.get(0);
  if (refusal !== undefined) throw refusal;
  return schema;
}

/** The same for several writes together. A write that does not fit is refused alone. */
export async function growClassForAll(
  app: WritingApp,
  identity: Identity,
  known: ClassSchema | undefined,
  className: string,
  writes: readonly ObjectWrite[],
  save: SaveKind,
): Promise<Growth> {
  const waiting = new Patience(`The class ${className} is being changed by too many at once.`);
  let schema = known;
  for (;;) {
    const { added, refused } = planGrowth(schema, className, app, identity, writes, save);
    if (schema !== undefined && added.size === 0) return { schema, refused };
    if (refused.size === writes.length) return { schema: schema ?? emptySchema(className), refused };
    const grown = await grow(app, identity, schema, className, added);
    if (grown !== undefined) {
      app.announceChange(className);
      keepPlaces(app.classStorage, className, added);
      return { schema: grown, refused };
    }
    schema = await app.schemas.reload(className);
    await waiting.pass(schema !== undefined && !isBeingRemoved(schema, added));
  }
}

/** @returns undefined when somebody else has changed the class first, or something of it is still being removed */
async function grow(
  app: WritingApp,
  identity: Identity,
  schema: ClassSchema | undefined,
  className: string,
  added: ReadonlyMap<string, FieldType>,
): Promise<ClassSchema | undefined> {
  if (schema !== undefined && isBeingRemoved(schema, added)) return undefined;
  await assertRoom({ settings: app.settings, schemaStore: app.schemaStore, identity }, className, schema, added);
  await prepareRelations(app.classStorage, className, added);
  if (schema !== undefined) return app.schemaStore.addFields(className, added);
  const created = withFields(emptySchema(className), added);
  return (await app.schemaStore.createClass(created)) ? created : undefined;
}

interface Plan {
  readonly added: ReadonlyMap<string, FieldType>;
  readonly refused: ReadonlyMap<number, ParseError>;
}

/** The fields that all the writes add together. A write that does not fit the fields of those before it is refused. */
function planGrowth(
  schema: ClassSchema | undefined,
  className: string,
  app: WritingApp,
  identity: Identity,
  writes: readonly ObjectWrite[],
  save: SaveKind,
): Plan {
  const added = new Map<string, FieldType>();
  const refused = new Map<number, ParseError>();
  let planned = schema ?? emptySchema(className);
  for (const [place, write] of writes.entries()) {
    try {
      const fields = fieldsAddedBy(planned, write);
      if (fields.size === 0) continue;
      assertGrows(className, fields);
      if (schema !== undefined) assertMayAddFields(app, schema, identity, save);
      const grown = withFields(planned, fields);
      assertFieldCount(app.settings, className, grown.fields.size);
      planned = grown;
      for (const [field, type] of fields) added.set(field, type);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      refused.set(place, tellableMismatch(error, { app, identity }, schema) as ParseError);
    }
  }
  return { added, refused };
}

/** A class that no document describes has its declared fields and no others. */
function assertGrows(className: string, fields: ReadonlyMap<string, FieldType>): void {
  if (!isVirtualClass(className)) return;
  throw new ParseError('InvalidFieldName', `The platform declares no field ${[...fields.keys()].join(', ')} of ${className}.`);
}

/** A locked-down app lets its clients bring in no new fields at all, whatever the class says. */
export function assertMayAddFields({ settings }: WritingApp, schema: ClassSchema, identity: Identity, save: SaveKind): void {
  classAccess(identity, schema, 'addField', save);
  if (settings.allowClientFieldAddition || writesEverything(identity)) return;
  const inFull = `Permission denied for action addField on class ${schema.className}.`;
  throw refusal({ inFull, because: `Clients may not add fields to ${schema.className}: allowClientFieldAddition is off.` });
}
