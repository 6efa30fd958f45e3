import { z } from 'zod';
import { className, jsonObject } from './data-members.ts';
import { HTTP, json, operation, type HttpReply } from './operation.ts';

/**
 * Operations of imports and exports. `workers` alone asks them, in its own name: it has made sure that the holder of a master key wants it. No trigger
 * runs, and no mail is sent.
 */
const ASKED_BY = ['workers'] as const;
const STEP_MS = 30_000;
/** Rows of one request. */
export const IMPORTED_ROWS_MAX = 1_000;
/** Objects of one answer. */
export const EXPORTED_ROWS_MAX = 5_000;

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** Why a row was not imported. `row`: its index in the file, from 0 on. */
export const rowFailure = z.object({ row: z.int(), code: z.int(), error: z.string(), objectId: z.string().optional() });
export type RowFailure = z.infer<typeof rowFailure>;

/**
 * Stores rows of an import.
 *
 * - `importId`, `startedAt` (epoch milliseconds): ids and times of rows without any are made of these alone, so that a row that comes again is known
 * - `rows`: the index of each row in the file; `body`: JSON of an array of as many rows
 * - `onExisting`: of a row whose objectId exists already
 * - `exact`: the rows are of an export of ours: objects are stored as they are, without default values and ACLs of the class, and may have hard
 *   newlines and ids of any form
 * - `mayRepeat`: the rows may have been stored before by this very import, whose answer was lost: objects that are there as the rows have them count
 *   as imported. For that reason a caller without an answer asks again by itself
 */
const importRowsRequest = z.object({
  className,
  importId: z.string().min(1),
  startedAt: z.number(),
  rows: z.array(z.int().nonnegative()).max(IMPORTED_ROWS_MAX),
  onExisting: z.enum(['fail', 'update']),
  exact: z.boolean(),
  mayRepeat: z.boolean(),
  body: bytes,
});
export type ImportRowsRequest = z.infer<typeof importRowsRequest>;
/** `others`: requests a second that the replica has served meanwhile, but for those of services: a transfer makes room for them. */
const others = z.number().nonnegative();
const importedRows = z.object({ created: z.int(), updated: z.int(), failures: z.array(rowFailure), others });
export type ImportedRows = z.infer<typeof importedRows>;
export const importRows = operation<ImportRowsRequest, ImportedRows>({
  subject: 'data.import-rows',
  request: importRowsRequest,
  reply: json(importedRows),
  retry: 'never',
  deadlineMs: STEP_MS,
  body: 'bytes',
  askedBy: ASKED_BY,
});

/** Stores members of a relation, `{"owningId","relatedId"}` each; those that are there stay. */
const importMembersRequest = importRowsRequest.pick({ className: true, rows: true, body: true }).extend({ field: z.string() });
export type ImportMembersRequest = z.infer<typeof importMembersRequest>;
export const importMembers = operation<ImportMembersRequest, ImportedRows>({
  subject: 'data.import-members',
  request: importMembersRequest,
  reply: json(importedRows),
  retry: 'safe',
  deadlineMs: STEP_MS,
  body: 'bytes',
  askedBy: ASKED_BY,
});

/** @throws whatever keeps rows out of the class altogether: InvalidClassName (103), OperationForbidden (119) */
export const assertImportable = operation<{ className: string }, { types: Record<string, string> }>({
  subject: 'data.assert-importable',
  request: z.object({ className }),
  reply: json(z.object({ types: z.record(z.string(), z.string()) })),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/**
 * Objects of a class in the order of their ids, as members of a list of REST JSON, a line each; with `field` the members of that relation. `after` is where the page before
 * has ended. The body is a line of JSON, `{"count","others","next"}`, and then a line for each object; `next` is absent at the end.
 *
 * `credentials`: users with their password hashes and accounts. `where` as clients send it; triggers do not run.
 */
const exportRowsRequest = z.object({
  className,
  field: z.string().optional(),
  where: jsonObject.optional(),
  after: z.string().optional(),
  limit: z.int().positive().max(EXPORTED_ROWS_MAX),
  credentials: z.boolean(),
});
export type ExportRowsRequest = z.infer<typeof exportRowsRequest>;
export const exportRows = operation<ExportRowsRequest, HttpReply>({
  subject: 'data.export-rows',
  request: exportRowsRequest,
  reply: HTTP,
  retry: 'safe',
  deadlineMs: STEP_MS,
  askedBy: ASKED_BY,
});

/**
 * The classes that an export of the whole app has: `relations` are fields with members; `objects` is an estimate. `schemas` are the classes as the
 * schema API shows them.
 */
const exportPlan = z.object({
  classes: z.array(z.object({ className: z.string(), objects: z.number(), relations: z.array(z.string()) })),
  schemas: z.array(jsonObject),
});
export type ExportPlan = z.infer<typeof exportPlan>;
export const planExport = operation<{ className?: string | undefined }, ExportPlan>({
  subject: 'data.plan-export',
  request: z.object({ className: z.string().optional() }),
  reply: json(exportPlan),
  retry: 'safe',
  deadlineMs: STEP_MS,
  askedBy: ASKED_BY,
});
