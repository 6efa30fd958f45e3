import { config } from '@parlance/contracts';
import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const className = z.string().min(1).max(256);
const objectId = z.string().min(1).max(1_000);
const object = z.record(z.string(), z.unknown()).describe('An object in the JSON of the REST API.');
const where = z.record(z.string(), z.unknown()).default({}).describe('Conditions as in the REST API.');
const order = z.string().max(500).default('-createdAt').describe('Names of fields, with - in front where descending, separated by commas.');
const subjectOf = (request: { className: string; objectId: string }): string => `${request.className}/${request.objectId}`;
const names = z.array(z.string().max(256)).max(200);
const field = z.string().min(1).max(256);
const as = z
  .string()
  .max(1_000)
  .optional()
  .describe('The objectId of a user with whose rights is asked, empty for a caller without a session. Not for classes of the platform.');
const one = z.object({ object });
const described = z.object({
  className: z.string(),
  objects: z.int().describe('An estimate, by the count that the database keeps.'),
  fields: z.record(z.string(), z.unknown()).describe('type, targetClass, required, defaultValue of each field.'),
  indexes: z.record(z.string(), z.unknown()),
  classLevelPermissions: z.record(z.string(), z.unknown()),
});
const describedClass = z.object({ class: described.omit({ objects: true }) });

export const listClasses = adminOperation({
  area: 'data',
  name: 'classes',
  summary: 'Lists the classes of an app, with their fields and the numbers of their objects.',
  request: z.object({ app: appId }),
  reply: z.object({ classes: z.array(described) }),
  deadlineMs: 20_000,
});

export const findObjects = adminOperation({
  area: 'data',
  name: 'find',
  summary:
    'Finds objects in pages, as the key that only reads sees them, or as a user does. A page begins behind the one before, however far that is.',
  request: z.object({
    app: appId,
    className,
    where,
    order,
    after: z.string().default('').describe('The member next of the page before, or an anchor. Empty: the first page.'),
    limit: z.int().min(1).max(200).default(100),
    keys: names.optional().describe('The fields to show; all when absent.'),
    include: names.optional().describe('Pointers whose objects are shown in their place.'),
    count: z.boolean().default(false).describe('Whether the number of all objects is told.'),
    as,
  }),
  reply: z.object({
    results: z.array(object),
    next: z.string().optional().describe('Absent where there is nothing more.'),
    count: z.int().optional(),
  }),
});

export const findAnchors = adminOperation({
  area: 'data',
  name: 'anchors',
  summary:
    'Tells the beginnings of pages: the anchor at place i is the member after of data find by which its first object is number i × every.',
  request: z.object({
    app: appId,
    className,
    where,
    order,
    after: z.string().default('').describe('The member next of the answer before. Objects are counted from there.'),
    every: z.int().min(1).max(1_000).default(100).describe('Objects from one anchor to the next.'),
    limit: z.int().min(1).max(1_000).default(1_000),
    as,
  }),
  reply: z.object({
    anchors: z.array(z.string()),
    next: z.string().optional().describe('Absent where there is nothing more.'),
  }),
  deadlineMs: 20_000,
});

export const getObject = adminOperation({
  area: 'data',
  name: 'get',
  summary: 'Shows an object.',
  request: z.object({ app: appId, className, objectId, include: names.optional() }),
  reply: one,
});

export const createObject = adminOperation({
  area: 'data',
  name: 'create',
  summary: 'Creates an object. Triggers of the app run as for a client with the master key.',
  request: z.object({ app: appId, className, object }),
  reply: one,
  changes: { text: ({ app, className: of }) => `Created an object of the class ${of} of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const updateObject = adminOperation({
  area: 'data',
  name: 'update',
  summary: 'Changes an object. Triggers of the app run as for a client with the master key.',
  request: z.object({
    app: appId,
    className,
    objectId,
    changes: z.record(z.string(), z.unknown()).describe('Members to change, __op included.'),
    ifUpdatedAt: z.iso
      .datetime()
      .optional()
      .describe('Only while the object has this updatedAt: a change of somebody else is not overwritten.'),
  }),
  reply: one,
  changes: {
    text: ({ app, className: of, objectId: id }) => `Changed the object ${id} of the class ${of} of the app ${app}.`,
    auditedBy: 'dispatcher',
    subject: subjectOf,
  },
});

export const deleteObject = adminOperation({
  area: 'data',
  name: 'delete',
  summary: 'Deletes an object. Triggers of the app run as for a client with the master key.',
  request: z.object({ app: appId, className, objectId }),
  reply: z.object({}),
  changes: {
    text: ({ app, className: of, objectId: id }) => `Deleted the object ${id} of the class ${of} of the app ${app}.`,
    auditedBy: 'dispatcher',
    subject: subjectOf,
  },
  dangerous: { loses: 'The object is gone, and pointers to it lead nowhere.', word: 'objectId' },
});

export const createClass = adminOperation({
  area: 'data',
  name: 'create-class',
  summary: 'Makes a class.',
  request: z.object({
    app: appId,
    className,
    fields: z.record(z.string(), z.unknown()).default({}).describe('As POST <mount>/schemas takes them.'),
    classLevelPermissions: z.record(z.string(), z.unknown()).optional(),
  }),
  reply: describedClass,
  changes: { text: ({ app, className: of }) => `Made the class ${of} of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const dropClass = adminOperation({
  area: 'data',
  name: 'drop-class',
  summary: 'Drops a class with all of its objects.',
  request: z.object({ app: appId, className, confirm: z.string().describe('The name of the class once more.') }),
  reply: z.object({}),
  changes: { text: ({ app, className: of }) => `Dropped the class ${of} of the app ${app}.`, auditedBy: 'dispatcher' },
  dangerous: { loses: 'All objects of the class are lost.', word: 'className' },
  deadlineMs: 60_000,
});

export const addField = adminOperation({
  area: 'data',
  name: 'add-field',
  summary: 'Adds a field to a class.',
  request: z.object({
    app: appId,
    className,
    field,
    type: z.string().max(50).describe('As Parse names types: String, Number, Pointer.'),
    targetClass: className.optional().describe('Of pointers and relations.'),
    required: z.boolean().optional(),
    defaultValue: z.unknown().optional(),
  }),
  reply: describedClass,
  changes: {
    text: ({ app, className: of, field: name }) => `Added the field ${name} to the class ${of} of the app ${app}.`,
    auditedBy: 'dispatcher',
  },
});

export const dropField = adminOperation({
  area: 'data',
  name: 'drop-field',
  summary: 'Drops a field of a class, with its values.',
  request: z.object({ app: appId, className, field, confirm: z.string().describe('The name of the field once more.') }),
  reply: describedClass,
  changes: {
    text: ({ app, className: of, field: name }) => `Dropped the field ${name} of the class ${of} of the app ${app}.`,
    auditedBy: 'dispatcher',
  },
  dangerous: { loses: 'The values of the field are lost in all objects of the class.', word: 'field' },
  deadlineMs: 60_000,
});

export const changePermissions = adminOperation({
  area: 'data',
  name: 'permissions',
  summary: 'Replaces the class-level permissions of a class. permissions dry-run tells before who would lose or gain access.',
  request: z.object({ app: appId, className, classLevelPermissions: z.record(z.string(), z.unknown()) }),
  reply: describedClass,
  changes: {
    text: ({ app, className: of }) => `Changed the permissions of the class ${of} of the app ${app}.`,
    auditedBy: 'dispatcher',
  },
});

export const listViews = adminOperation({
  area: 'data',
  name: 'views',
  summary: 'Lists the saved views of an app, which all of its administrators share.',
  request: z.object({ app: appId }),
  reply: z.object({ views: z.array(config.savedView) }),
});

export const saveView = adminOperation({
  area: 'data',
  name: 'save-view',
  summary: 'Saves a view of a class for all administrators of the app, in place of one of the same class and name.',
  request: config.dataView.extend({
    app: appId,
    filters: config.dataView.shape.filters.default([]).describe('Conditions in the words of the console.'),
    order: config.dataView.shape.order.default('-createdAt').describe('A field, with - in front where descending.'),
    hidden: config.dataView.shape.hidden.default([]).describe('Columns that are not shown.'),
  }),
  reply: z.object({ view: config.savedView }),
  changes: {
    text: ({ app, className: of, name }) => `Saved the view ${name} of the class ${of} of the app ${app}.`,
    auditedBy: 'dispatcher',
  },
});

export const removeView = adminOperation({
  area: 'data',
  name: 'remove-view',
  summary: 'Removes a saved view. Objects stay as they are.',
  request: z.object({ app: appId, className, name: config.dataView.shape.name }),
  reply: z.object({}),
  changes: {
    text: ({ app, className: of, name }) => `Removed the view ${name} of the class ${of} of the app ${app}.`,
    auditedBy: 'dispatcher',
  },
});
