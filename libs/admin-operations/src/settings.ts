import { config, workers } from '@parlance/contracts';
import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const all = z.object({ settings: z.record(z.string(), z.unknown()).describe('All in force; of a secret, that it is set.') });

export const getSettings = adminOperation({
  area: 'settings',
  name: 'get',
  summary: 'Shows all settings of an app in force.',
  request: z.object({ app: appId }),
  reply: all,
});

export const patchSettings = adminOperation({
  area: 'settings',
  name: 'patch',
  summary: 'Changes settings of an app, as PATCH <mount>/settings does. Those that the apps file declares are changed there.',
  request: z.object({
    app: appId,
    changes: z.record(z.string(), z.unknown()).describe('By name. null, or {"__op":"Delete"}, puts a setting back to its default.'),
  }),
  reply: all,
  changes: { text: ({ app, changes }) => `Changed settings of the app ${app}: ${Object.keys(changes).join(', ')}.`, auditedBy: 'owner' },
});

export const compareSettings = adminOperation({
  area: 'settings',
  name: 'diff',
  summary: 'Shows the settings in which two apps differ. The caller needs both apps. Secrets are compared and not shown.',
  request: z.object({ app: appId, other: appId.describe('Id of the app to compare with.') }),
  reply: z.object({
    differences: z.array(z.object({ name: z.string(), value: z.unknown(), other: z.unknown() })),
    same: z.int().describe('Number of settings that are the same.'),
  }),
});

export const describeSettings = adminOperation({
  area: 'settings',
  name: 'describe',
  summary: 'Explains settings of an app: meaning, default, values they take, which layer decides, and the author of the last change.',
  request: z.object({ app: appId, names: z.array(z.string()).optional().describe('All where it is absent.') }),
  reply: z.object({ settings: z.array(config.explainedSetting) }),
});

export const testCredentials = adminOperation({
  area: 'settings',
  name: 'test-credentials',
  summary: 'Asks the providers of pushes whether they accept the stored credentials of an app. Nothing is sent to devices.',
  request: z.object({ app: appId }),
  reply: z.object({
    results: z.array(
      z.object({
        platform: z.string(),
        provider: z.string(),
        appIdentifier: z.string().nullable(),
        ok: z.boolean(),
        answer: z.string().describe('Of the provider, in words.'),
      }),
    ),
  }),
  deadlineMs: 15_000,
});

const cleanUp = workers.cleanUpReport;

export const countUnusedFiles = adminOperation({
  area: 'settings',
  name: 'count-unused-files',
  summary: 'Begins to count the files of an app to which no object refers. settings clean-up-state tells how far it is.',
  request: z.object({ app: appId }),
  reply: z.object({ report: cleanUp }),
  changes: { text: ({ app }) => `Began to count the files of the app ${app} to which nothing refers.`, auditedBy: 'dispatcher' },
});

export const removeUnusedFiles = adminOperation({
  area: 'settings',
  name: 'remove-unused-files',
  summary: 'Begins to remove the files of an app to which no object refers. settings clean-up-state tells how far it is.',
  request: z.object({ app: appId, confirm: z.string().describe('Id of the app once more.') }),
  reply: z.object({ report: cleanUp }),
  changes: { text: ({ app }) => `Began to remove the files of the app ${app} to which nothing refers.`, auditedBy: 'dispatcher' },
  dangerous: { loses: 'Addresses of the removed files stop working wherever they were written down.', word: 'app' },
});

export const readCleanUp = adminOperation({
  area: 'settings',
  name: 'clean-up-state',
  summary: 'Shows the last clean-up of the files of an app; null where there was none.',
  request: z.object({ app: appId }),
  reply: z.object({ report: cleanUp.nullable() }),
});
