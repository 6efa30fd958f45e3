import { writesEverything, type Identity } from '@parlance/acl';
import type { SettingsOf } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';
import type { ClassSchema, FieldType } from '@parlance/values';
import type { SchemaStore } from './schema.store.ts';

type Bounds = Pick<SettingsOf<'data'>, 'classQuota' | 'classFieldsMax' | 'collectionsMax'>;

/**
 * The most that an app and its classes may grow to. Two saves at the very same moment may both pass as the last one.
 *
 * A class of very many fields is slow for everybody who uses it: it is read, compared and sent as a whole.
 *
 * @param fields of the class as it would be
 * @throws ExceededClassQuota (140) more fields than a class may have, for every caller
 */
export function assertFieldCount({ classFieldsMax }: Bounds, className: string, fields: number): void {
  if (fields <= classFieldsMax) return;
  throw new ParseError('ExceededClassQuota', `The class ${className} may have at most ${classFieldsMax} fields.`);
}

/** An app that is to grow, and the caller that makes it. */
export interface Growing {
  readonly settings: Bounds;
  readonly schemaStore: Pick<SchemaStore, 'countClasses' | 'countCollections'>;
  readonly identity: Identity;
}

/**
 * Asked before clients bring a class or a relation into being; the master key may always.
 *
 * @param known undefined for a new class. Those of the platform do not count
 * @throws ExceededClassQuota (140)
 */
export async function assertRoom(
  { settings: { classQuota, collectionsMax }, schemaStore, identity }: Growing,
  className: string,
  known: ClassSchema | undefined,
  added: ReadonlyMap<string, FieldType>,
): Promise<void> {
  if (writesEverything(identity)) return;
  const isNew = known === undefined && !className.startsWith('_');
  if (isNew && classQuota !== null && (await schemaStore.countClasses()) >= classQuota) {
    throw new ParseError('ExceededClassQuota', `This app may have at most ${classQuota} classes.`);
  }
  let collections = isNew ? 1 : 0;
  for (const { type } of added.values()) if (type === 'Relation') collections++;
  if (collections > 0 && (await schemaStore.countCollections()) + collections > collectionsMax) {
    throw new ParseError('ExceededClassQuota', `This app may have at most ${collectionsMax} collections, of classes and relations.`);
  }
}
