import { workers } from '@parlance/contracts';
import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const kind = z.enum(['export', 'import']);
const id = z.string().describe('Id of the transfer.');

/** An export or import, as its job tells. Members that a kind does not have are absent. */
const transfer = z.object({
  kind,
  id: z.string(),
  state: z.enum(workers.TRANSFER_STATES),
  done: z.int().describe('Objects that are through.'),
  total: z.int().nullable().describe('Objects in all; null while nobody knows it.'),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  error: z.string().optional().describe('Why it has failed.'),
  className: z.string().optional().describe('Absent for a whole app.'),
  format: z.string().optional(),
  phase: z.string().optional().describe('Of an import: the file is checked as a whole before anything is stored.'),
  created: z.int().optional(),
  updated: z.int().optional(),
  failed: z.int().optional().describe('Rows that were not imported.'),
  report: z.string().optional().describe('Path of the rows that have failed, below the mount.'),
  bytes: z.number().optional().describe('Of the files of an export, before compression.'),
  file: z.string().optional().describe('Path of the file, below the mount, for holders of the master key; until expiresAt.'),
  expiresAt: z.string().optional(),
});
export type Transfer = z.infer<typeof transfer>;

export const exportApp = adminOperation({
  area: 'transfers',
  name: 'export',
  summary:
    'Starts an export of a class, or of the whole app. Its file is fetched by download, or with the master key at the path that get tells.',
  request: z.object({
    app: appId,
    className: z.string().optional().describe('One class; absent for the whole app.'),
    where: z.record(z.string(), z.unknown()).optional().describe('Constraints on the objects of the class, as in a query.'),
    email: z.string().optional().describe('Address that gets a mail when the file is ready.'),
    passwords: z.boolean().default(false).describe('Whether the hashes of passwords are part of it.'),
    files: z.boolean().default(false).describe('Whether the files of the app, with their bytes, are part of the export of a whole app.'),
  }),
  reply: transfer,
  changes: {
    text: ({ app, className, passwords }) =>
      `Began an export of ${className === undefined ? 'all' : `the class ${className}`} of the app ${app}${passwords ? ', with hashes of passwords' : ''}.`,
    auditedBy: 'dispatcher',
  },
});

const address = z.object({
  path: z.string().describe('Path below the mount. It needs no key, and works once.'),
  expiresAt: z.string(),
});

export const importFile = adminOperation({
  area: 'transfers',
  name: 'import',
  summary:
    'Prepares an import of a file into a class, or of the zip of a whole app. The file is sent to the address in the answer, by PUT.',
  request: z.object({
    app: appId,
    className: z.string().optional().describe('The class, which need not exist; absent for the zip of a whole app.'),
    format: z.enum(['json', 'csv', 'zip']).optional().describe('Without it JSON for a class, and a zip for a whole app.'),
    update: z.boolean().default(false).describe('Whether a row whose objectId exists changes that object, instead of failing.'),
    types: z
      .record(z.string(), z.enum(['String', 'Boolean', 'Number']))
      .optional()
      .describe('Types of columns of CSV, where they should not be found by their cells.'),
  }),
  reply: z.object({ transfer, upload: address }),
  changes: {
    text: ({ app, className }) =>
      `Began an import ${className === undefined ? 'of a whole app' : `into the class ${className}`} into the app ${app}.`,
    auditedBy: 'dispatcher',
  },
});

export const downloadTransfer = adminOperation({
  area: 'transfers',
  name: 'download',
  summary: 'Makes an address at which the file of an export that is done can be fetched once, without a key.',
  request: z.object({ app: appId, id }),
  reply: address.extend({ name: z.string().describe('Name of the file.') }),
  changes: { text: ({ app, id: fetched }) => `Fetched the file of the export ${fetched} of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const listTransfers = adminOperation({
  area: 'transfers',
  name: 'list',
  summary: 'Lists the last exports and imports of an app, the newest first.',
  request: z.object({ app: appId, kind: kind.optional().describe('Both where it is absent.') }),
  reply: z.object({ transfers: z.array(transfer) }),
});

export const getTransfer = adminOperation({
  area: 'transfers',
  name: 'get',
  summary: 'Shows how far an export or import is.',
  request: z.object({ app: appId, id }),
  reply: transfer,
});

export const getTransferReport = adminOperation({
  area: 'transfers',
  name: 'report',
  summary: 'Shows the rows of an import that were not imported, with their errors.',
  request: z.object({
    app: appId,
    id,
    after: z.string().optional().describe('The member next of the page before.'),
    limit: z.int().min(1).max(1_000).default(100),
  }),
  reply: z.object({ rows: z.array(workers.failedRow), failed: z.int(), next: z.string().optional() }),
});

export const cancelTransfer = adminOperation({
  area: 'transfers',
  name: 'cancel',
  summary: 'Ends an export or import. Objects that an import has stored stay; the file of an export that is done is removed.',
  request: z.object({ app: appId, id }),
  reply: transfer,
  changes: { text: ({ app, id: cancelled }) => `Ended the transfer ${cancelled} of the app ${app}.`, auditedBy: 'dispatcher' },
  dangerous: { loses: 'Rows that were not transferred yet are not, and the file of an export is removed.', word: 'id' },
});
