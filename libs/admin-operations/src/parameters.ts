import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

/** Types of parameters, as Parse names those of fields. `Null` is a value that was set to null; `Bytes` and `Polygon` come by REST alone. */
export const PARAMETER_TYPES = [
  'String',
  'Number',
  'Boolean',
  'Date',
  'File',
  'GeoPoint',
  'Array',
  'Object',
  'Bytes',
  'Polygon',
  'Null',
] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

const values = z.record(z.string(), z.unknown());
const name = z.string().min(1).max(256);
const version = z.int().min(0);
const ifVersion = version.optional().describe('Only while the parameters have this version: a change of somebody else is not overwritten.');

const condition = z.object({
  name: z.string(),
  when: values.describe('deviceType, appVersion, localeIdentifier, percentage, users, roles: all members hold together.'),
  value: z.unknown(),
});
export type ParameterCondition = z.infer<typeof condition>;

const parameter = z.object({
  name: z.string(),
  type: z.enum(PARAMETER_TYPES),
  value: z.unknown().describe('In the JSON of the REST API; a file with its url.'),
  masterKeyOnly: z.boolean().describe('Clients are not shown it.'),
  conditions: z.array(condition).describe('The first that holds gives its value.'),
});
export type AdministeredParameter = z.infer<typeof parameter>;

const all = z.object({
  version: version.describe('Grows with every change.'),
  parameters: z.array(parameter),
  bytes: z.int().describe('Of names and JSON values.'),
  bytesMax: z.int(),
  parametersMax: z.int(),
});
export type AdministeredParameters = z.infer<typeof all>;

export const listParameters = adminOperation({
  area: 'parameters',
  name: 'list',
  summary: 'Shows the parameters of Config of an app, with those that clients do not see.',
  request: z.object({ app: appId }),
  reply: all,
});

export const changeParameters = adminOperation({
  area: 'parameters',
  name: 'change',
  summary: 'Sets parameters, their flags and their conditions, as PUT <mount>/config does. All others stay as they are.',
  request: z.object({
    app: appId,
    params: values.default({}).describe('Values by name, in the JSON of the REST API. parameters remove removes one.'),
    masterKeyOnly: z.record(z.string(), z.boolean()).default({}).describe('Flags by name.'),
    conditions: values.default({}).describe('Lists of conditions by name: each replaces the one that there is.'),
    ifVersion,
  }),
  reply: all,
  changes: {
    text: ({ app, ...change }) => `Changed parameters of the app ${app}: ${changedNames(change).join(', ')}.`,
    auditedBy: 'dispatcher',
    // Parameters that clients do not see may hold secrets: the handler notes those values that may be shown.
    shown: ({ app, ifVersion: seen, ...change }) => ({
      app,
      names: changedNames(change),
      ...(seen === undefined ? {} : { ifVersion: seen }),
    }),
  },
});

export const removeParameter = adminOperation({
  area: 'parameters',
  name: 'remove',
  summary: 'Removes a parameter with its conditions. parameters roll-back brings it back.',
  request: z.object({ app: appId, name, ifVersion }),
  reply: all,
  changes: { text: ({ app, name: removed }) => `Removed the parameter ${removed} of the app ${app}.`, auditedBy: 'dispatcher' },
  dangerous: { loses: 'Clients get no value of the parameter any more.', word: 'name' },
});

const side = z.object({ value: z.unknown(), masterKeyOnly: z.boolean(), conditions: z.array(condition).optional() });
const change = z.object({
  version,
  at: z.string(),
  author: z.object({
    kind: z.string().describe('administrator, token, master for a holder of the master key, found for the state before the first change.'),
    name: z.string().optional(),
    address: z.string().optional(),
    requestId: z.string().optional(),
  }),
  changes: z.array(z.object({ name: z.string(), before: side.optional(), after: side.optional() })),
  rolledBackTo: version.optional().describe('Of a change that went back: the version that it went back to.'),
  experiment: values.optional().describe('Of a change by the roll-out of an experiment: objectId, name, choice.'),
});
export type ParameterChange = z.infer<typeof change>;

export const listParameterChanges = adminOperation({
  area: 'parameters',
  name: 'history',
  summary: 'Lists the changes of parameters, the newest first, with their authors. The last 1,000 are kept.',
  request: z.object({
    app: appId,
    limit: z.int().min(1).max(50).default(20),
    before: z.int().min(1).optional().describe('The member next of the page before.'),
  }),
  reply: z.object({ changes: z.array(change), next: z.int().optional().describe('Absent on the last page.') }),
});

export const getParameterVersion = adminOperation({
  area: 'parameters',
  name: 'version',
  summary: 'Shows one change, and all parameters as it left them.',
  request: z.object({ app: appId, version }),
  reply: z.object({ change, parameters: z.array(parameter) }),
});

export const rollBackParameters = adminOperation({
  area: 'parameters',
  name: 'roll-back',
  summary: 'Puts all parameters back to the state that a change left. It is a change of its own, which can be undone in the same way.',
  request: z.object({ app: appId, version, ifVersion }),
  reply: all,
  changes: { text: ({ app, version: to }) => `Rolled the parameters of the app ${app} back to version ${to}.`, auditedBy: 'dispatcher' },
  dangerous: { loses: 'Every client gets the values of that version; later changes are undone.', word: 'app' },
});

const text = z.string().min(1).max(256);
const experimentOfValue = z.object({ objectId: z.string(), name: z.string(), variant: z.string() });
const shownValue = z.object({
  name: z.string(),
  value: z.unknown(),
  masterKeyOnly: z.boolean(),
  condition: z.string().optional().describe('The condition that gives the value.'),
  experiment: experimentOfValue.optional().describe('The experiment that gives the value.'),
  checked: z
    .array(z.object({ condition: z.string(), holds: z.boolean(), because: z.string().optional() }))
    .describe('The conditions in their order, as far as they were looked at.'),
});
export type PreviewedValue = z.infer<typeof shownValue>;

export const previewParameters = adminOperation({
  area: 'parameters',
  name: 'preview',
  summary: 'Tells the values that an installation or a user gets, and why. Changes nothing.',
  request: z.object({
    app: appId,
    installationId: text.optional(),
    userId: text.optional(),
    roles: z.array(text).max(1_000).optional().describe('Further ones than those of the user.'),
    installation: z
      .object({ deviceType: text.optional(), appVersion: text.optional(), localeIdentifier: text.optional() })
      .optional()
      .describe('In place of the members that the installation has.'),
  }),
  reply: z.object({ values: z.array(shownValue), caller: values.describe('The facts that conditions have looked at.') }),
});

const experiment = z.object({
  objectId: z.string(),
  name: z.string(),
  state: z.enum(['draft', 'running', 'stopped', 'decided']),
  parameters: z.array(z.string()),
  variants: z.array(z.object({ key: z.string(), name: z.string().optional(), values })),
  measure: z.object({ event: z.string(), filter: z.array(values), days: z.number() }),
  sizePercent: z.number(),
  runDays: z.number(),
  alpha: z.number(),
  when: values.optional(),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  choice: z.string().optional().describe('The variant that was rolled out.'),
});
export type AdministeredExperiment = z.infer<typeof experiment>;
const experimentId = z.string().min(1).max(100).describe('objectId of the experiment.');
const one = z.object({ experiment });

export const listExperiments = adminOperation({
  area: 'parameters',
  name: 'experiments',
  summary: 'Lists the experiments with parameters, the newest first.',
  request: z.object({
    app: appId,
    limit: z.int().min(1).max(99).default(50),
    skip: z.int().min(0).max(100_000).default(0).describe('The member next of the page before.'),
  }),
  reply: z.object({ experiments: z.array(experiment), next: z.int().optional().describe('Absent on the last page.') }),
});

export const createExperiment = adminOperation({
  area: 'parameters',
  name: 'create-experiment',
  summary: 'Makes the draft of an experiment, as POST <mount>/config/experiments does.',
  request: z.object({ app: appId, experiment: values.describe('name, variants, measure, sizePercent, runDays, when, alpha.') }),
  reply: one,
  changes: { text: ({ app }) => `Made an experiment with parameters of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const startExperiment = adminOperation({
  area: 'parameters',
  name: 'start-experiment',
  summary: 'Starts a draft: installations get the values of their variants.',
  request: z.object({ app: appId, experimentId }),
  reply: one,
  changes: { text: ({ app, experimentId: id }) => `Started the experiment ${id} of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const stopExperiment = adminOperation({
  area: 'parameters',
  name: 'stop-experiment',
  summary: 'Ends an experiment: everybody gets the ordinary values again.',
  request: z.object({ app: appId, experimentId }),
  reply: one,
  changes: { text: ({ app, experimentId: id }) => `Stopped the experiment ${id} of the app ${app}.`, auditedBy: 'dispatcher' },
  dangerous: { loses: 'The experiment ends for good, and everybody gets the ordinary values again.', word: 'experimentId' },
});

export const rollOutExperiment = adminOperation({
  area: 'parameters',
  name: 'roll-out-experiment',
  summary: 'Makes the values of a variant the ordinary ones, for everybody, and ends the experiment.',
  request: z.object({ app: appId, experimentId, choice: z.string().min(1).max(2).describe('Key of the variant, such as B.') }),
  reply: one,
  changes: {
    text: ({ app, experimentId: id, choice }) => `Rolled out the variant ${choice} of the experiment ${id} of the app ${app}.`,
    auditedBy: 'dispatcher',
  },
});

export const deleteExperiment = adminOperation({
  area: 'parameters',
  name: 'delete-experiment',
  summary: 'Deletes a draft. Experiments that have run are kept as records.',
  request: z.object({ app: appId, experimentId }),
  reply: z.object({}),
  changes: { text: ({ app, experimentId: id }) => `Deleted the draft of the experiment ${id} of the app ${app}.`, auditedBy: 'dispatcher' },
  dangerous: { loses: 'The draft is gone.', word: 'experimentId' },
});

const interval = z.object({ lo: z.number(), hi: z.number() });
export const reportExperiment = adminOperation({
  area: 'parameters',
  name: 'experiment-report',
  summary: 'Tells how many installations of each variant have reached the aim, and whether one is better.',
  request: z.object({ app: appId, experimentId }),
  reply: z.object({
    groups: z.array(
      z.object({
        key: z.string(),
        name: z.string().optional(),
        exposed: z.int().describe('Saved installations that were given the variant.'),
        converted: z.int().describe('Those of them that have sent the event in time.'),
        rate: z.number().describe('0 to 1.'),
        interval: interval.optional().describe('Absent without installations.'),
      }),
    ),
    winner: z.string().optional().describe('Key of the variant that has won.'),
    reason: z.string().optional().describe('Why none has: not-started, too-few-installations, too-few-events, too-early, no-difference.'),
    difference: z.number().describe('The best group and the next one, the later of them minus the earlier one: so far.'),
    compared: z.array(z.string()),
    unsaved: z.int().describe('Installations with a variant that are not saved, and do not count.'),
    warnings: z.array(z.string()).describe('srm: the groups differ in size by more than chance makes them.'),
  }),
  deadlineMs: 20_000,
});
export type ExperimentReport = z.infer<typeof reportExperiment.reply>;

function changedNames(of: { readonly params: object; readonly masterKeyOnly: object; readonly conditions: object }): readonly string[] {
  return [...new Set([of.params, of.masterKeyOnly, of.conditions].flatMap((members) => Object.keys(members)))];
}
