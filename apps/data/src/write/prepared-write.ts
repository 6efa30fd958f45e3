import type { Authorized, AuthorizedAccess } from '@parlance/acl';
import type { ClassSchema, StoredDocument } from '@parlance/values';
import type { NewObject, ObjectChange, ObjectTarget } from '../objects/object.store.ts';
import type { CompletedWrite } from './complete-write.ts';
import type { TriggeredRemove } from './triggered-remove.ts';
import type { TriggeredSave } from './triggered-save.ts';
import type { WritingClass } from './writing-class.ts';

/** A create of which everything is done but the storing. */
export interface PreparedCreate {
  readonly kind: 'create';
  readonly target: WritingClass;
  /** The class with the write's new fields. */
  readonly schema: ClassSchema;
  readonly write: CompletedWrite;
  readonly object: Authorized<NewObject>;
  readonly triggered: TriggeredSave | undefined;
}

/** An update of which everything is done but the storing. */
export interface PreparedUpdate {
  readonly kind: 'update';
  readonly target: WritingClass;
  /** The class with the write's new fields. */
  readonly schema: ClassSchema;
  readonly write: CompletedWrite;
  readonly change: AuthorizedAccess<ObjectChange>;
  readonly triggered: TriggeredSave | undefined;
}

/** A deletion that is ready to be carried out. */
export interface PreparedRemove {
  readonly kind: 'remove';
  readonly target: WritingClass;
  readonly schema: ClassSchema;
  readonly object: AuthorizedAccess<ObjectTarget>;
  readonly triggered: TriggeredRemove | undefined;
}

export type PreparedWrite = PreparedCreate | PreparedUpdate | PreparedRemove;

/** A write that was stored, as the steps after the storing and the answer need it. */
export interface StoredWrite {
  readonly kind: PreparedWrite['kind'];
  readonly target: WritingClass;
  readonly schema: ClassSchema;
  readonly objectId: string;
  /** Undefined for a deletion. */
  readonly write: CompletedWrite | undefined;
  /** Of a create the whole document, of an update the paths that the change shows, of a deletion nothing. */
  readonly document: StoredDocument;
  /** Undefined for a class without triggers of writes. */
  readonly triggered: TriggeredSave | TriggeredRemove | undefined;
}
