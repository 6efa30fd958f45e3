import { data } from '@parlance/contracts';
import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const definitions = z
  .array(z.record(z.string(), z.unknown()))
  .min(1)
  .max(2_000)
  .describe('Classes as schema.definitions of Parse Server has them: className, fields, indexes, classLevelPermissions.');

const declared = { app: appId, definitions, ...data.schemaOptions.shape };
const apply = z.object({
  apply: data.schemaApply.describe('done and total count classes. error: why it has failed.'),
});

/** Names of classes for the audit, which stays short whatever is declared. */
function namesOf(classes: readonly Readonly<Record<string, unknown>>[]): string {
  const names = classes.slice(0, 10).map(({ className }) => String(className).slice(0, 64));
  return names.join(', ') + (classes.length > names.length ? ` and ${classes.length - names.length} more` : '');
}

export const getSchema = adminOperation({
  area: 'schema',
  name: 'get',
  summary: 'Shows the classes of an app, or one of them, as GET <mount>/schemas does.',
  request: z.object({ app: appId, className: z.string().optional() }),
  reply: z.object({ classes: z.array(z.record(z.string(), z.unknown())) }),
});

export const planSchema = adminOperation({
  area: 'schema',
  name: 'plan',
  summary: 'Shows everything that applying declared classes would do, with the numbers of objects that hold values which would be lost.',
  request: z.object(declared),
  reply: data.schemaPlan.describe('losesData: the apply asks for a confirmation. from and to: types; objects: holders of the field.'),
  deadlineMs: 30_000,
});

export const applySchema = adminOperation({
  area: 'schema',
  name: 'apply',
  summary:
    'Begins to bring classes to their declared form. The work goes on by itself, also after a crash; one apply of an app runs at a time.',
  request: z.object({
    ...declared,
    confirm: z.string().optional().describe('The id of the app once more, where the plan loses data.'),
  }),
  reply: apply,
  changes: {
    text: ({ app, definitions: classes }) => `Applied declared classes to the app ${app}: ${namesOf(classes)}.`,
    auditedBy: 'dispatcher',
  },
  dangerous: { loses: 'Fields, indexes and classes that the plan removes are lost, with the values in them.', word: 'app' },
  deadlineMs: 30_000,
});

export const readApply = adminOperation({
  area: 'schema',
  name: 'apply-state',
  summary: 'Shows how far an apply is. One whose process has died goes on when it is looked at.',
  request: z.object({ app: appId, id: z.string() }),
  reply: apply,
});

export const listApplies = adminOperation({
  area: 'schema',
  name: 'applies',
  summary: 'Lists the last applies of an app, newest first.',
  request: z.object({ app: appId }),
  reply: z.object({ applies: z.array(data.schemaApply) }),
});

export const cancelApply = adminOperation({
  area: 'schema',
  name: 'cancel-apply',
  summary: 'Ends an apply before its next class. Classes that it has changed stay so.',
  request: z.object({ app: appId, id: z.string() }),
  reply: apply,
  changes: { text: ({ app, id }) => `Cancelled the apply ${id} of declared classes to the app ${app}.`, auditedBy: 'dispatcher' },
});

const lock = z.object({ locked: z.boolean() });

export const lockSchema = adminOperation({
  area: 'schema',
  name: 'lock',
  summary:
    'Locks the classes of an app to its file, as schema.lockSchemas of Parse Server does: /schemas refuses changes, schema apply makes them.',
  request: z.object({ app: appId }),
  reply: lock,
  changes: { text: ({ app }) => `Locked the classes of the app ${app} to its file.`, auditedBy: 'owner' },
});

export const unlockSchema = adminOperation({
  area: 'schema',
  name: 'unlock',
  summary: 'Lets /schemas change the classes of an app again.',
  request: z.object({ app: appId }),
  reply: lock,
  changes: { text: ({ app }) => `Unlocked the classes of the app ${app}.`, auditedBy: 'owner' },
});
