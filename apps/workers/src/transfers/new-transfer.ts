import { ParseError } from '@parlance/errors';
import { newJobId } from '../jobs/runs/new-job-id.ts';
import type { TransferDocument, TransferKind } from './database/transfer-document.ts';

/** How long a transfer is remembered behind its start. */
const FORGOTTEN_MS = 30 * 24 * 3_600_000;
/** Two ids of jobs make one that nobody meets by chance. */
const ID_PARTS = 2;

export interface AskedTransfer {
  readonly app: string;
  readonly kind: TransferKind;
  readonly state: 'receiving' | 'waiting';
  readonly now: Date;
  readonly dueAt: Date;
}

/** A transfer that nobody has begun, but for its words. */
export function newTransfer({ app, kind, state, now, dueAt }: AskedTransfer): Omit<TransferDocument, 'asked'> {
  const id = Array.from({ length: ID_PARTS }, newJobId).join('');
  return {
    _id: `${app}.${id}`,
    a: app,
    id,
    kind,
    state,
    createdAt: now,
    dueAt,
    claim: 0,
    faults: 0,
    done: 0,
    total: null,
    created: 0,
    updated: 0,
    failed: 0,
    bytes: 0,
    forgottenAt: new Date(now.getTime() + FORGOTTEN_MS),
  };
}

export function noTransfer(): ParseError {
  return new ParseError('ObjectNotFound', 'Object not found.');
}
