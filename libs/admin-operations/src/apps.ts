import { config } from '@parlance/contracts';
import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const app = z.object({
  id: appId,
  name: z.string().describe('For people.'),
  enabled: z.boolean(),
  version: z.int().describe('Grows with every change.'),
});
export type AdministeredApp = z.infer<typeof app>;

export const listApps = adminOperation({
  area: 'apps',
  name: 'list',
  summary: 'Lists the apps of this deployment, by id. A caller that is limited to some apps sees those.',
  request: z.object({
    limit: z.int().min(1).max(1000).default(100),
    after: z.string().default('').describe('Id of the last app of the page before.'),
  }),
  reply: z.object({ apps: z.array(app) }),
});

export const getApp = adminOperation({
  area: 'apps',
  name: 'get',
  summary: 'Shows an app.',
  request: z.object({ app: appId }),
  reply: z.object({ app }),
});

const keyKind = z.enum(config.KEY_KINDS);
/** The kinds that a new app gets unless the request names others. */
const USUAL_KINDS: readonly config.KeyKind[] = ['client', 'javascript', 'rest', 'dotNet', 'master', 'readOnlyMaster', 'webhook'];

const state = z.object({
  app: config.registeredApp.describe('declaredIn: the apps file in which alone it is changed. deletion: services whose part is gone.'),
});

export const createApp = adminOperation({
  area: 'apps',
  name: 'create',
  summary: 'Creates an app and makes its keys, which no operation shows again.',
  request: z.object({
    id: appId,
    name: z.string().describe('For people, and in mails; 1 to 256 characters.'),
    settings: z.record(z.string(), z.unknown()).default({}).describe('As PATCH <mount>/settings takes them.'),
    kinds: z
      .array(keyKind)
      .default([...USUAL_KINDS])
      .describe('Kinds of keys to make. Without a client key of any kind none is asked for.'),
  }),
  reply: z.object({
    app: config.registeredApp,
    keys: z.record(z.string(), z.string()).describe('By kind. Keep them: they are told once.'),
  }),
  changes: { text: ({ id, name }) => `Created the app ${id} (${name}).`, auditedBy: 'owner' },
});

export const renameApp = adminOperation({
  area: 'apps',
  name: 'rename',
  summary: 'Gives an app another name. One that the apps file declares is renamed there.',
  request: z.object({ app: appId, name: z.string().describe('1 to 256 characters.') }),
  reply: state,
  changes: { text: ({ app: id, name }) => `Renamed the app ${id} to ${name}.`, auditedBy: 'owner' },
});

export const disableApp = adminOperation({
  area: 'apps',
  name: 'disable',
  summary: 'Disables an app: every request to it is refused. Its data stays.',
  request: z.object({ app: appId }),
  reply: state,
  changes: { text: ({ app: id }) => `Disabled the app ${id}.`, auditedBy: 'owner' },
  dangerous: { loses: 'Every request to the app is refused from then on.', word: 'app' },
});

export const enableApp = adminOperation({
  area: 'apps',
  name: 'enable',
  summary: 'Enables an app. One that was removed from the apps file becomes an ordinary one, with the settings it had.',
  request: z.object({ app: appId }),
  reply: state,
  changes: { text: ({ app: id }) => `Enabled the app ${id}.`, auditedBy: 'owner' },
});

export const deleteApp = adminOperation({
  area: 'apps',
  name: 'delete',
  summary:
    'Deletes a disabled app for good: objects, files, pushes, analytics, code, keys and settings. It works as long as the request has time, ' +
    'and goes on by itself then, also after a crash. Asked again, it tells how far it is.',
  request: z.object({
    app: appId,
    confirm: z.string().describe('The id of the app once more.'),
    withoutExport: z
      .boolean()
      .default(false)
      .describe('Has to be true where there is no export of the whole app. An export goes with the app.'),
  }),
  reply: z.object({
    state: z.enum(['running', 'done']),
    done: z.array(z.string()).describe('Services whose part of the app is gone.'),
    left: z.array(z.string()).describe('Services that have yet to remove their part.'),
  }),
  changes: { text: ({ app: id }) => `Began to delete the app ${id}, with everything in it.`, auditedBy: 'owner' },
  dangerous: { loses: 'The app is gone for good, with everything in it.', word: 'app' },
  deadlineMs: 30_000,
});
