import { z } from 'zod';
import { transferTicket, type TransferTicket } from './files-ticket.ts';
import { rowFailure } from './data-transfers.ts';
import { HTTP, json, operation, type HttpReply } from './operation.ts';

/**
 * Files of imports and exports: files that were handed in, and the parts of exports. They are in the store of the app's files, beside the
 * files: no address leads to them, no quota counts them, and one that is older than its transfer may be is swept.
 */
const transferName = z
  .string()
  .regex(/^[A-Za-z0-9]+(?:\.[0-9]+)*$/)
  .max(100);
const ASKED_BY = ['gateway', 'workers'] as const;

/** Takes a file of a transfer in, in place of one of the same name: the bytes are handed over with the ticket, and answered with `{"bytes"}`. */
const openTransferUploadRequest = z.object({ name: transferName });
export const storedTransfer = z.object({ bytes: z.number() });
export const openTransferUpload = operation<{ name: string }, { transfer: TransferTicket; sizeMax: number }>({
  subject: 'files.open-transfer-upload',
  request: openTransferUploadRequest,
  reply: json(z.object({ transfer: transferTicket, sizeMax: z.number() })),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/** A part of a file of a transfer, from `from` up to but not including `to`. `size` is that of the whole file. @throws ObjectNotFound (101) */
const openTransferRequest = z.object({ name: transferName, from: z.int().nonnegative(), to: z.int().nonnegative() });
export type OpenTransferRequest = z.infer<typeof openTransferRequest>;
const openedTransfer = z.object({ transfer: transferTicket, length: z.int().nonnegative(), size: z.number() });
export type OpenedTransfer = z.infer<typeof openedTransfer>;
export const openTransfer = operation<OpenTransferRequest, OpenedTransfer>({
  subject: 'files.open-transfer',
  request: openTransferRequest,
  reply: json(openedTransfer),
  retry: 'safe',
  askedBy: ['workers'],
});

/**
 * A file of an export as it is made of its parts: each is some of one raw DEFLATE stream, and they follow each other.
 *
 * - `size` and `packed` in bytes, before and after compression; `crc`: the CRC-32 of all of it
 */
export const exportedFile = z.object({
  name: z.string(),
  parts: z.array(transferName),
  size: z.number(),
  packed: z.number(),
  crc: z.number(),
});
export type ExportedFile = z.infer<typeof exportedFile>;

/** Gives an export out: one file as it is, or all of them as a zip. The number of bytes is not known before. */
const openExportRequest = z.object({ form: z.enum(['json', 'zip']), files: z.array(exportedFile).min(1).max(50_000), at: z.number() });
export type OpenExportRequest = z.infer<typeof openExportRequest>;
export const openExport = operation<OpenExportRequest, { transfer: TransferTicket }>({
  subject: 'files.open-export',
  request: openExportRequest,
  reply: json(z.object({ transfer: transferTicket })),
  retry: 'safe',
  askedBy: ['gateway', 'workers'],
});

/**
 * The files of the app as rows of an export, in an order that stays; `after` is where the page before has ended. The body is as that of
 * data.export-rows. A row is a piece of a file: `{"name","type","metadata","tags","size","at","base64"}`, and the pieces of a file follow each other.
 */
export const exportFiles = operation<{ after?: string | undefined }, HttpReply>({
  subject: 'files.export-files',
  request: z.object({ after: z.string().optional() }),
  reply: HTTP,
  retry: 'safe',
  deadlineMs: 30_000,
  askedBy: ['workers'],
});

/**
 * Stores rows of such an export: a file is there once its last piece is, and counts as created then. A file whose name is taken stays as it is, so that
 * rows may come again. `rows`: the index of each row; `body`: JSON of an array of as many.
 */
const importFilesRequest = z.object({
  importId: z.string().regex(/^[A-Za-z0-9]+$/),
  rows: z.array(z.int().nonnegative()).max(1_000),
  body: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type ImportFilesRequest = z.infer<typeof importFilesRequest>;
const importedFiles = z.object({ created: z.int(), updated: z.int(), failures: z.array(rowFailure) });
export type ImportedFiles = z.infer<typeof importedFiles>;
export const importFiles = operation<ImportFilesRequest, ImportedFiles>({
  subject: 'files.import-files',
  request: importFilesRequest,
  reply: json(importedFiles),
  retry: 'safe',
  deadlineMs: 60_000,
  body: 'bytes',
  askedBy: ['workers'],
});

/** Removes files of transfers, where they are there. */
const removeTransfersRequest = z.object({ names: z.array(transferName).max(1_000) });
export const removeTransfers = operation<{ names: string[] }, { removed: number }>({
  subject: 'files.remove-transfers',
  request: removeTransfersRequest,
  reply: json(z.object({ removed: z.int() })),
  retry: 'safe',
  deadlineMs: 60_000,
  askedBy: ['workers'],
});

/** Removes all files of transfers of the app that are older than `before`, epoch milliseconds. */
export const sweepTransfers = operation<{ before: number }, { removed: number }>({
  subject: 'files.sweep-transfers',
  request: z.object({ before: z.number() }),
  reply: json(z.object({ removed: z.int() })),
  retry: 'safe',
  deadlineMs: 60_000,
  askedBy: ['workers'],
});
