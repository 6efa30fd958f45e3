import type { workers } from '@parlance/contracts';
import type { TransferDocument } from './database/transfer-document.ts';
import { exportAsked } from './export/export-place.ts';
import { importAsked } from './import/import-place.ts';

/** How long the files of an export are kept. */
export const KEPT_MS = 7 * 24 * 3_600_000;

type State = workers.ImportReport['state'];

/** An import as its starter sees it. */
export function importReportOf(document: TransferDocument): workers.ImportReport {
  const { className, format } = importAsked.parse(JSON.parse(document.asked));
  const { id, created, updated, failed, total } = document;
  return {
    ...jobOf(document),
    ...(className === undefined ? {} : { className }),
    format,
    phase: total === null ? 'checking' : 'writing',
    created,
    updated,
    failed,
    report: `/imports/${id}/report`,
  };
}

/** An export as its starter sees it. */
export function exportReportOf(document: TransferDocument): workers.ExportReport {
  const { className, where, email, passwords, files } = exportAsked.parse(JSON.parse(document.asked));
  const { id, bytes, state, endedAt, leavesFiles } = document;
  const isThere = state === 'done' && endedAt !== undefined && leavesFiles !== true && endedAt.getTime() + KEPT_MS > Date.now();
  return {
    ...jobOf(document),
    ...(className === undefined ? {} : { className }),
    ...(where === undefined ? {} : { where }),
    ...(email === undefined ? {} : { email }),
    passwords,
    files,
    bytes,
    ...(isThere ? { file: `/exports/${id}/file`, expiresAt: new Date(endedAt.getTime() + KEPT_MS).toISOString() } : {}),
  };
}

function jobOf({ id, state, done, total, createdAt, startedAt, endedAt, error }: TransferDocument) {
  return {
    id,
    state: stateOf(state),
    done,
    total,
    createdAt: createdAt.toISOString(),
    ...(startedAt === undefined ? {} : { startedAt: startedAt.toISOString() }),
    ...(endedAt === undefined ? {} : { endedAt: endedAt.toISOString() }),
    ...(error === undefined ? {} : { error }),
  };
}

function stateOf(state: TransferDocument['state']): State {
  return state === 'receiving' ? 'waiting' : state;
}
