import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const json = z.record(z.string(), z.unknown());
const asked = json.describe('As the body of POST /push: an audience, a message, times, maybe an experiment.');
const audienceId = z.string().min(1).max(100).describe('Id of the saved audience.');

export const sendPush = adminOperation({
  area: 'push',
  name: 'send',
  summary: 'Sends a push or an experiment, now or at its time. Repetitions of one requestId within a day send once.',
  request: z.object({
    app: appId,
    request: asked,
    requestId: z
      .string()
      .regex(/^[\x20-\x7e]{1,128}$/)
      .describe('Of your choice, the same for repetitions of a request.'),
  }),
  reply: z.object({ id: z.string().describe('Of the push, or of the experiment.') }),
  changes: { text: ({ app }) => `Sent a push to installations of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const checkPush = adminOperation({
  area: 'push',
  name: 'check',
  summary: 'Checks a push or an experiment as it would be sent, counts its installations, and tells reasons to doubt an experiment.',
  request: z.object({ app: appId, request: asked }),
  reply: z.object({
    estimate: z.int(),
    exact: z.boolean(),
    warnings: z
      .array(z.object({ code: z.string(), message: z.string() }))
      .describe('noOpenTracking, overlap and oldSdk; none of them keeps an experiment from being sent.'),
  }),
});

export const previewPush = adminOperation({
  area: 'push',
  name: 'preview',
  summary: 'Shows the payload of a message as each provider gets it, with its size.',
  request: z.object({ app: appId, data: json.describe('The member data of a push.') }),
  reply: z.object({
    payloads: z.array(
      z.object({
        deviceType: z.string(),
        provider: z.string(),
        bytes: z.int().describe('Of the largest payload of all languages.'),
        limit: z.int(),
        payload: z.string().describe('JSON or XML, in the default language.'),
      }),
    ),
  }),
});

export const suggestSize = adminOperation({
  area: 'push',
  name: 'suggest-size',
  summary: 'Suggests how many installations an experiment should have, by how often earlier pushes were opened.',
  request: z.object({
    app: appId,
    where: json.optional().describe('Constraints on installations; all of them where it is absent.'),
    audience: audienceId.optional().describe('Instead of where: a saved audience.'),
  }),
  reply: z.object({
    size: z.int().nullable().describe('null for an app without pushes to learn from.'),
    all: z.boolean().describe('The whole audience should take part.'),
    openRate: z.number().nullable().describe('Of earlier pushes, 0 to 1; null without any.'),
    audience: z.int().describe('Installations of the audience.'),
  }),
});

const audience = z.object({
  id: z.string(),
  name: z.string(),
  query: json.describe('Constraints on installations.'),
  timesUsed: z.int(),
  lastUsed: z.string().optional(),
});
export type SavedAudience = z.infer<typeof audience>;

export const listAudiences = adminOperation({
  area: 'push',
  name: 'audiences',
  summary: 'Lists the saved audiences of an app by name, 500 at most.',
  request: z.object({ app: appId }),
  reply: z.object({ audiences: z.array(audience) }),
});

export const saveAudience = adminOperation({
  area: 'push',
  name: 'save-audience',
  summary: 'Saves a query for installations under a name.',
  request: z.object({ app: appId, name: z.string().trim().min(1).max(200), query: json.describe('Constraints on installations.') }),
  reply: z.object({ id: z.string() }),
  changes: { text: ({ app, name }) => `Saved the audience ${name} of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const deleteAudience = adminOperation({
  area: 'push',
  name: 'delete-audience',
  summary: 'Deletes a saved audience. Installations stay.',
  request: z.object({ app: appId, id: audienceId }),
  reply: z.object({}),
  dangerous: { loses: 'The name and its query are lost. Pushes of this audience that were accepted are sent.', word: 'id' },
  changes: { text: ({ app, id }) => `Deleted the saved audience ${id} of the app ${app}.`, auditedBy: 'dispatcher' },
});
