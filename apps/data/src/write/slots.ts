import type { Identity } from '@parlance/acl';
import type { AppId } from '@parlance/contracts';
import type { ClassSchema, ObjectWrite, StoredDocument } from '@parlance/values';
import type { TriggersOf } from '../triggers/class-triggers.ts';

/** The request that a write belongs to. */
export interface SlotContext {
  readonly app: { readonly id: AppId };
  readonly identity: Identity;
  /** Epoch milliseconds. */
  readonly deadline: number;
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

/** Is told of all writes that one request has stored, in their order. A rejection ends the request with an error, although they stay. */
export type AfterWrites = (stored: readonly WriteStored[], context: SlotContext) => Promise<void>;

/**
 * The places where other features take part in writes and reads. An app has its own slots, so that a trigger is looked up for the app and
 * the class of the request: an app without any, and a class without any, wait for nothing and allocate nothing.
 *
 * The order of a write is: class rules on the body, `beforeSave` or `beforeDelete`, default values and required fields, the storing,
 * stale identities, late writes, then `afterSave` or `afterDelete`, `audit`, `changeFeed`, `analytics`. Writes that the platform makes in its own name have no
 * triggers, but where writing.ts says so.
 */
export interface WriteSlots {
  /** The triggers of a class (triggers/class-triggers.ts); those of finds too. */
  readonly triggers?: TriggersOf;
  /** These three are told of the writes of every class. */
  readonly audit?: AfterWrites;
  readonly changeFeed?: AfterWrites;
  readonly analytics?: AfterWrites;
}

/** The slots of an app in which no other feature takes part. */
export const NO_SLOTS: WriteSlots = Object.freeze({});
