import type { AclMembers } from './document-to-create.ts';

export interface UpdateOptions {
  readonly now: Date;
  /** Absent: the object keeps the ACL it has. */
  readonly acl?: AclMembers | undefined;
  /** The object shows no trace of the write: updatedAt stays. */
  readonly keepsUpdatedAt?: boolean;
}

export type OperatorUpdate = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
export type PipelineUpdate = readonly Readonly<Record<string, unknown>>[];

/**
 * The work of one findAndModify. When MongoDB refuses `update` because a stored value has another type (UPDATE_MISFIT_CODES),
 * nothing was written, and `retry` says the same in a form that takes an explicit null for an absent field; undefined when it would
 * only fail again.
 */
export interface DocumentUpdate {
  readonly update: OperatorUpdate | PipelineUpdate;
  readonly retry: (() => PipelineUpdate) | undefined;
}
