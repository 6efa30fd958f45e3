import { z } from 'zod';
import { event, json, operation } from './operation.ts';

const DEADLINE_MS = 3_000;

/**
 * One thing that changed. Values are without secrets; `{"isSet": true}` stands for one. `isWhole`: `before` is the very value of a field, absent
 * where it was not set, so that it can be written back; elsewhere it may be cut.
 */
const auditChange = z.object({
  name: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  isWhole: z.boolean().optional(),
});
export type AuditChange = z.infer<typeof auditChange>;

/**
 * Writes an entry before a change, of the app in the context, by the author in the context. The change may be made once this has been
 * answered. `action` is the name of an operation, `text` a sentence without secrets, `subject` the one object that changes: `<class>/<objectId>`.
 */
const subject = z.string().max(1_300);
const beginChangeRequest = z.object({
  action: z.string().max(100),
  text: z.string().max(2_000),
  changes: z.array(auditChange),
  subject: subject.optional(),
});
export type BeginChangeRequest = z.infer<typeof beginChangeRequest>;
export const beginChange = operation<BeginChangeRequest, { id: string }>({
  subject: 'config.begin-change',
  request: beginChangeRequest,
  reply: json(z.object({ id: z.string() })),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy: ['admin', 'gateway'],
});

/** Tells how a change ended that was begun. `changes` are added to those of the beginning; `subject` is that of an object which has just been made. */
const endChangeRequest = z.object({
  id: z.string().regex(/^[0-9a-f]{24}$/),
  outcome: z.enum(['done', 'failed']),
  error: z.int().optional(),
  changes: z.array(auditChange),
  subject: subject.optional(),
});
export type EndChangeRequest = z.infer<typeof endChangeRequest>;
export const endChange = operation<EndChangeRequest, Record<string, never>>({
  subject: 'config.end-change',
  request: endChangeRequest,
  reply: json(z.object({}).strict()),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy: ['admin', 'gateway'],
});

/**
 * An entry of the audit as it is shown. `at`, `endedAt`: ISO 8601. `outcome`: `unknown` for a change of which nobody has told how it ended.
 */
export const auditEntry = z.object({
  id: z.string(),
  at: z.string(),
  app: z.string(),
  action: z.string(),
  who: z.string(),
  author: z.object({ id: z.string(), name: z.string() }).optional(),
  address: z.string().optional(),
  requestId: z.string(),
  text: z.string().optional(),
  outcome: z.enum(['done', 'failed', 'unknown']),
  error: z.int().optional(),
  endedAt: z.string().optional(),
  subject: z.string().optional(),
  changes: z.array(auditChange),
});
export type ShownAuditEntry = z.infer<typeof auditEntry>;

/** Entries that fit all that is stated, newest first; `before` is the id of the last entry of the page before. Times in epoch milliseconds. */
const queryAuditRequest = z.object({
  app: z.string().optional(),
  author: z.string().optional(),
  action: z.string().optional(),
  subject: subject.optional(),
  from: z.number().optional(),
  to: z.number().optional(),
  outcome: z.enum(['done', 'failed', 'unknown']).optional(),
  before: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional(),
  limit: z.int().min(1).max(1_000),
});
export type QueryAuditRequest = z.infer<typeof queryAuditRequest>;
export const queryAudit = operation<QueryAuditRequest, { entries: ShownAuditEntry[] }>({
  subject: 'config.query-audit',
  request: queryAuditRequest,
  reply: json(z.object({ entries: z.array(auditEntry) })),
  retry: 'safe',
  deadlineMs: 9_000,
  askedBy: ['admin'],
});

/** The audit has a new entry, or an outcome was told. */
export const auditGrew = event({ subject: 'events.config.audit-grew', payload: z.object({ app: z.string() }) });
