import type { Identity } from '@parlance/acl';
import type { AppId } from '@parlance/contracts';
import type { ClassSchema, ObjectWrite, StoredDocument } from '@parlance/values';

/** The request that a write belongs to. */
export interface SlotContext {
  readonly app: { readonly id: AppId };
  readonly identity: Identity;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** A save that is about to be stored. */
export interface SaveToCome {
  readonly className: string;
  /** Undefined for a new object whose creator has chosen no id. */
  readonly objectId: string | undefined;
  readonly isNew: boolean;
  readonly write: ObjectWrite;
}

/** A deletion that is about to happen. */
export interface DeletionToCome {
  readonly className: string;
  readonly objectId: string;
}

/** A write that was stored. */
export interface WriteStored {
  readonly kind: 'create' | 'update' | 'remove';
  readonly schema: ClassSchema;
  readonly objectId: string;
  /** Undefined for a deletion. */
  readonly write: ObjectWrite | undefined;
  /** Of a create the whole document, of an update the paths that the change shows, of a deletion nothing. */
  readonly document: StoredDocument;
}

/** @returns the write to go on with. @throws ParseError to refuse the save */
export type BeforeSave = (save: SaveToCome, context: SlotContext) => Promise<ObjectWrite>;

/** @throws ParseError to refuse the deletion */
export type BeforeDelete = (deletion: DeletionToCome, context: SlotContext) => Promise<void>;

/** Is told of one write that was stored. A rejection ends the request with an error, although the write stays. */
export type AfterWrite = (stored: WriteStored, context: SlotContext) => Promise<void>;

/** Is told of all writes that one request has stored, in their order. */
export type AfterWrites = (stored: readonly WriteStored[], context: SlotContext) => Promise<void>;

/**
 * The places of the write pipeline where other features take part. An app has its own slots, so that a trigger is looked up for the app
 * and the class of the request: an app without any, and a class without any, wait for nothing and allocate nothing.
 *
 * The order of a write is: class rules on the body, `beforeSave` or `beforeDelete`, default values and required fields, the storing,
 * stale identities, late writes, then `afterSave` or `afterDelete`, `audit`, `changeFeed`, `analytics`.
 */
export interface WriteSlots {
  /** The trigger of a class; undefined for a class without one. */
  readonly beforeSave?: (className: string) => BeforeSave | undefined;
  readonly beforeDelete?: (className: string) => BeforeDelete | undefined;
  readonly afterSave?: (className: string) => AfterWrite | undefined;
  readonly afterDelete?: (className: string) => AfterWrite | undefined;
  /** These three are told of the writes of every class. */
  readonly audit?: AfterWrites;
  readonly changeFeed?: AfterWrites;
  readonly analytics?: AfterWrites;
}

/** The slots of an app in which no other feature takes part. */
export const NO_SLOTS: WriteSlots = Object.freeze({});
