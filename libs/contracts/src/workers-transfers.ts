import { z } from 'zod';
import { transferTicket } from './files-ticket.ts';
import { json, operation } from './operation.ts';
import { route } from './rest-route.ts';

/** Imports and exports: jobs of an app that holders of its master key start, look at, and end. */

export const TRANSFER_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;

/**
 * A job as its starter sees it. Times are ISO 8601.
 *
 * - `state`: 'failed' says why in `error`
 * - `done`, `total`: objects; `total` is null while nobody knows it
 */
const job = z.object({
  id: z.string(),
  state: z.enum(TRANSFER_STATES),
  done: z.int(),
  total: z.int().nullable(),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  error: z.string().optional(),
});

/**
 * - `className`: absent for the import of a whole app
 * - `phase`: the file is looked through as a whole before anything of it is stored
 * - `created`, `updated`, `failed`: rows; `report` is the path, below the mount, of those that have failed
 */
export const importReport = job.extend({
  className: z.string().optional(),
  format: z.enum(['json', 'csv', 'zip']),
  phase: z.enum(['checking', 'writing']),
  created: z.int(),
  updated: z.int(),
  failed: z.int(),
  report: z.string(),
});
export type ImportReport = z.infer<typeof importReport>;

/**
 * - `className`: absent for the export of a whole app
 * - `bytes`: of the files before compression
 * - `file`: the path below the mount, for holders of the master key, once the job is done; until `expiresAt`
 */
export const exportReport = job.extend({
  className: z.string().optional(),
  where: z.record(z.string(), z.unknown()).optional(),
  email: z.string().optional(),
  passwords: z.boolean(),
  files: z.boolean(),
  bytes: z.number(),
  file: z.string().optional(),
  expiresAt: z.string().optional(),
});
export type ExportReport = z.infer<typeof exportReport>;

const id = z.string().max(100);
const byId = z.object({ id });

/** Words about an import as they were sent, unchecked. */
const prepareImportRequest = z.object({
  className: z.string().optional(),
  contentType: z.string().optional(),
  format: z.unknown().optional(),
  update: z.unknown().optional(),
  types: z.unknown().optional(),
});
export type PrepareImportRequest = z.infer<typeof prepareImportRequest>;

/**
 * Notes an import whose file is about to be stored, under the name `file`. One that is not begun within an hour is given up.
 * @throws InvalidClassName (103), OperationForbidden (119), InvalidJson (107)
 */
export const prepareImport = operation<PrepareImportRequest, { id: string; file: string }>({
  subject: 'workers.prepare-import',
  request: prepareImportRequest,
  reply: json(z.object({ id: z.string(), file: z.string() })),
  retry: 'never',
  askedBy: ['gateway'],
});

/**
 * An address below the mount at which one file is handed over or fetched, once, before `expiresAt` (ISO 8601), by anybody that has it: the path holds a
 * ticket that nobody can guess, and of which only a digest is kept.
 */
const transferAddress = z.object({ path: z.string(), expiresAt: z.string() });
export type TransferAddress = z.infer<typeof transferAddress>;

/**
 * Notes an import whose file is to be sent to the address that is answered. One whose file does not come ends by itself.
 * @throws as prepareImport
 */
export const inviteImport = operation<PrepareImportRequest, { report: ImportReport; upload: TransferAddress }>({
  subject: 'workers.invite-import',
  request: prepareImportRequest,
  reply: json(z.object({ report: importReport, upload: transferAddress })),
  retry: 'never',
  askedBy: ['admin'],
});

/** Takes the ticket of such an import, which is none from then on. @throws ObjectNotFound (101), whatever is wrong with it */
const redeemImportRequest = z.object({ id, ticket: z.string().max(100) });
export type RedeemImportRequest = z.infer<typeof redeemImportRequest>;
export const redeemImport = operation<RedeemImportRequest, { file: string }>({
  subject: 'workers.redeem-import',
  request: redeemImportRequest,
  reply: json(z.object({ file: z.string() })),
  retry: 'never',
  askedBy: ['gateway'],
});

/** The file of an import is stored: the job may begin. */
export const beginImport = operation<{ id: string }, ImportReport>({
  subject: 'workers.begin-import',
  request: byId,
  reply: json(importReport),
  retry: 'safe',
  askedBy: ['gateway'],
});

/** The last imports of the app, the newest first. */
export const listImports = operation<Record<string, never>, { results: ImportReport[] }>({
  subject: 'workers.list-imports',
  request: z.object({}).strict(),
  reply: json(z.object({ results: z.array(importReport) })),
  retry: 'safe',
  routes: [route('GET', '/imports', 'master', () => ({}))],
});

export const readImport = operation<{ id: string }, ImportReport>({
  subject: 'workers.read-import',
  request: byId,
  reply: json(importReport),
  retry: 'safe',
  routes: [route('GET', '/imports/:id', 'master', ({ path }) => path)],
});

/** A row that was not imported. `file`: of a zip, the one that it is in; `line` of that file or of the one that was sent, from 1 on. */
export const failedRow = z.object({
  row: z.int(),
  line: z.int(),
  file: z.string().optional(),
  objectId: z.string().optional(),
  code: z.int(),
  error: z.string(),
});
export type FailedRow = z.infer<typeof failedRow>;

const readReportRequest = z.object({ id, after: z.unknown().optional(), limit: z.unknown().optional() });
export type ReadReportRequest = z.infer<typeof readReportRequest>;

/** The rows that were not imported, in their order, at most 1,000 at a time; `next` is where to go on. The first 100,000 of an import are kept. */
export const readImportReport = operation<ReadReportRequest, { results: FailedRow[]; failed: number; next?: string | undefined }>({
  subject: 'workers.read-import-report',
  request: readReportRequest,
  reply: json(z.object({ results: z.array(failedRow), failed: z.int(), next: z.string().optional() })),
  retry: 'safe',
  routes: [route('GET', '/imports/:id/report', 'master', ({ path, input }) => ({ ...path, after: input['after'], limit: input['limit'] }))],
});

/** Ends an import that waits or runs, before its next step; the objects that it has stored stay. */
export const cancelImport = operation<{ id: string }, ImportReport>({
  subject: 'workers.cancel-import',
  request: byId,
  reply: json(importReport),
  retry: 'safe',
  routes: [route('DELETE', '/imports/:id', 'master', ({ path }) => path, { audited: 'gateway' })],
});

/** Words about an export as they were sent, unchecked. */
const startExportRequest = z.object({
  className: z.unknown().optional(),
  where: z.unknown().optional(),
  email: z.unknown().optional(),
  passwords: z.unknown().optional(),
  files: z.unknown().optional(),
  serverUrl: z.string().optional(),
});
export type StartExportRequest = z.infer<typeof startExportRequest>;

/**
 * Starts an export of a class, or of the whole app without one.
 * @throws InvalidClassName (103), InvalidQuery (102), InvalidEmailAddress (125), InvalidJson (107)
 */
export const startExport = operation<StartExportRequest, ExportReport>({
  subject: 'workers.start-export',
  request: startExportRequest,
  reply: json(exportReport),
  retry: 'never',
  routes: [
    route(
      'POST',
      '/exports',
      'master',
      ({ input: { className, where, email, passwords, files }, caller }) => ({
        className,
        where,
        email,
        passwords,
        files,
        serverUrl: caller.origin.serverUrl,
      }),
      { audited: 'gateway' },
    ),
  ],
});

export const listExports = operation<Record<string, never>, { results: ExportReport[] }>({
  subject: 'workers.list-exports',
  request: z.object({}).strict(),
  reply: json(z.object({ results: z.array(exportReport) })),
  retry: 'safe',
  routes: [route('GET', '/exports', 'master', () => ({}))],
});

export const readExport = operation<{ id: string }, ExportReport>({
  subject: 'workers.read-export',
  request: byId,
  reply: json(exportReport),
  retry: 'safe',
  routes: [route('GET', '/exports/:id', 'master', ({ path }) => path)],
});

/** Ends an export that waits or runs, and removes the files of one that is done. */
export const cancelExport = operation<{ id: string }, ExportReport>({
  subject: 'workers.cancel-export',
  request: byId,
  reply: json(exportReport),
  retry: 'safe',
  routes: [route('DELETE', '/exports/:id', 'master', ({ path }) => path, { audited: 'gateway' })],
});

/** An address for the file of an export that is done. It takes the place of the one before. @throws ObjectNotFound (101) for one without a file */
export const inviteDownload = operation<{ id: string }, TransferAddress & { name: string }>({
  subject: 'workers.invite-download',
  request: byId,
  reply: json(transferAddress.extend({ name: z.string() })),
  retry: 'safe',
  askedBy: ['admin'],
});

/**
 * The file of an export that is done, for as long as it is kept, for holders of the master key, for those of the token that was mailed, and once for
 * the holder of a ticket. `name` is its own. @throws ObjectNotFound (101)
 */
const openExportFileRequest = z.object({ id, token: z.string().max(200).optional(), ticket: z.string().max(100).optional() });
export type OpenExportFileRequest = z.infer<typeof openExportFileRequest>;
const openedExportFile = z.object({ transfer: transferTicket, name: z.string(), form: z.enum(['json', 'zip']) });
export type OpenedExportFile = z.infer<typeof openedExportFile>;
export const openExportFile = operation<OpenExportFileRequest, OpenedExportFile>({
  subject: 'workers.open-export-file',
  request: openExportFileRequest,
  reply: json(openedExportFile),
  retry: 'safe',
  askedBy: ['gateway'],
});
