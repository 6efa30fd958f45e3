import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const change = z.object({
  name: z.string().describe('The thing that changed, such as `settings.maxLimit`.'),
  before: z.unknown().optional().describe('Without secrets: `{"isSet": true}` stands for one.'),
  after: z.unknown().optional(),
  isWhole: z
    .boolean()
    .optional()
    .describe('true: before is the very value of a field, absent where it was not set, and can be written back. Elsewhere it may be cut.'),
});
const outcome = z.enum(['done', 'failed', 'unknown']);
const entry = z.object({
  id: z.string(),
  at: z.string().describe('When the change began, ISO 8601.'),
  app: z.string().describe('Empty for a change of the deployment.'),
  action: z.string().describe('Name of the operation.'),
  who: z.string().describe('Kind of the author: administrator, token, master (an app key), appsFile, functions, clock.'),
  author: z.object({ id: z.string(), name: z.string() }).optional().describe('The administrator or token.'),
  address: z.string().optional().describe('Of the client, where it is known.'),
  requestId: z.string().describe('As in the logs; for the apps file its name.'),
  text: z.string().optional().describe('One sentence.'),
  outcome: outcome.describe('unknown: nobody has told how the change ended. It runs, or its process died within.'),
  error: z.int().optional().describe('Number of the error that was answered.'),
  endedAt: z.string().optional().describe('ISO 8601.'),
  subject: z.string().optional().describe('The one object that changed, `<class>/<objectId>`.'),
  changes: z.array(change),
});
export type AuditEntry = z.infer<typeof entry>;

const app = appId.optional().describe('Only changes of this app. A caller that is limited to some apps names one of them.');
const author = z.string().max(200).optional().describe('Id of an administrator or token, or a kind of author.');
const action = z.string().max(100).optional().describe('Name of the operation.');

export const queryAudit = adminOperation({
  area: 'audit',
  name: 'query',
  summary: 'Shows changes, the newest first.',
  request: z.object({
    app,
    author,
    action,
    subject: z.string().max(1_300).optional().describe('Only changes of this object, `<class>/<objectId>`.'),
    from: z.iso.datetime({ offset: true }).optional().describe('Only changes since then, ISO 8601.'),
    to: z.iso.datetime({ offset: true }).optional().describe('Only changes before then, ISO 8601.'),
    outcome: outcome.optional(),
    limit: z.int().min(1).max(1000).default(100),
    before: z
      .string()
      .regex(/^[0-9a-f]{24}$/)
      .optional()
      .describe('Id of the last entry of the page before.'),
  }),
  reply: z.object({ entries: z.array(entry) }),
});

export const followAudit = adminOperation({
  area: 'audit',
  name: 'follow',
  summary: 'Tells each change when it begins, and once more when its outcome is known.',
  request: z.object({ app, author, action }),
  reply: z.object({ entry }),
  follows: true,
});
