import type { ClassSchema } from './schema.ts';
import { storedName } from './stored-path.ts';
import { toStoredField, toStoredInterior } from './stored-value.ts';
import type { FieldChange, ObjectWrite } from './write.ts';

/** An object as MongoDB stores it. */
export type StoredDocument = Record<string, unknown>;

/** The three members that hold an object's ACL, from libs/acl. */
export interface AclMembers {
  readonly _rperm: readonly string[];
  readonly _wperm: readonly string[];
  readonly _acl: Readonly<Record<string, { readonly r?: true; readonly w?: true }>>;
}

export interface CreateOptions {
  readonly objectId: string;
  readonly now: Date;
  /** Absent: the object is public. */
  readonly acl?: AclMembers | undefined;
}

/**
 * The document of a new object. Operations are applied as on absent fields; relation changes have no place in it and are left to the
 * caller, who writes the join collections.
 *
 * @param schema the class as it is after fieldsAddedBy: a null goes where its field's type belongs
 */
export function documentToCreate(schema: ClassSchema, write: ObjectWrite, options: CreateOptions): StoredDocument {
  const document: StoredDocument = { _id: options.objectId };
  for (const [field, change] of write.changes) {
    const value = valueOnCreate(field, change);
    if (value !== undefined) document[storedName(field, schema)] = value;
  }
  if (options.acl !== undefined) Object.assign(document, options.acl);
  document['_created_at'] ??= options.now; // present already when the maintenance key sent it
  document['_updated_at'] ??= options.now;
  return document;
}

function valueOnCreate(field: string, change: FieldChange): unknown {
  switch (change.kind) {
    case 'set':
      return field.startsWith('_') ? toStoredInterior(change.value) : toStoredField(change.value);
    case 'increment':
      return change.amount;
    case 'add':
    case 'addUnique':
      return toStoredInterior(change.items);
    case 'remove':
      return [];
    case 'unset':
    case 'relate':
      return undefined;
  }
}
