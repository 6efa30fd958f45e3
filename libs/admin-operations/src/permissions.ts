import { data } from '@parlance/contracts';
import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

export const explainAccess = adminOperation({
  area: 'permissions',
  name: 'explain',
  summary: 'Says why a user may do something with an object or a class, or may not, rule by rule.',
  request: z.object({
    app: appId,
    className: z.string().min(1),
    operation: z.enum(['get', 'find', 'count', 'create', 'update', 'delete', 'addField']),
    user: z.string().optional().describe('objectId of the user; absent for a caller without session.'),
    objectId: z.string().optional().describe('Absent to ask about the class alone.'),
  }),
  reply: z.object({
    allowed: z.boolean(),
    summary: z.string(),
    rules: z.array(z.object({ rule: z.string(), outcome: z.string(), because: z.string() })),
    user: z.object({ objectId: z.string(), roles: z.array(z.string()) }).optional(),
  }),
});

export const rehearsePermissions = adminOperation({
  area: 'permissions',
  name: 'dry-run',
  summary:
    'Tries class-level permissions on requests that clients have made since the processes started, one in sixteen of them, the last 200 of the ' +
    'class in each: which would be refused or allowed, and for which roles. Nothing is changed, and ACLs of objects are not asked.',
  request: z.object({
    app: appId,
    className: z.string().min(1),
    permissions: z.record(z.string(), z.unknown()).describe('classLevelPermissions, as PUT <mount>/schemas/<Class> takes them.'),
  }),
  reply: data.permissionRehearsal.describe('before, after: "some" is access to objects that point to the caller.'),
});
