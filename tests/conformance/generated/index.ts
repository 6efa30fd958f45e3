import type { Group } from './group.ts';
import { logIns, mails, signUps } from './tables/accounts.ts';
import { aggregates } from './tables/aggregates.ts';
import { batches } from './tables/batches.ts';
import { callers, classNames } from './tables/classes.ts';
import { files } from './tables/files/index.ts';
import { installations } from './tables/installations.ts';
import { parameters } from './tables/parameters.ts';
import { permissions } from './tables/permissions.ts';
import { pushAudiences, pushes, pushStatuses } from './tables/pushes.ts';
import { registrations } from './tables/registrations.ts';
import { pointedProtection, pointerPermissions } from './tables/pointer-permissions.ts';
import { roles } from './tables/roles.ts';
import { definitionsOfClasses, describedClasses, untouchedClasses } from './tables/schemas.ts';
import { sessions } from './tables/sessions.ts';
import { changesOfUsers, sharedUsers } from './tables/users.ts';
import { wheres } from './tables/where/index.ts';
import { fieldNames, writes } from './tables/writes.ts';

/** Of everything that is drawn instead of listed: the same requests in every run. */
export const SEED = 11;

/** Everything that is generated, in the order in which it is played. */
export const GROUPS: readonly Group[] = [
  wheres,
  parameters(SEED),
  writes,
  fieldNames,
  classNames,
  callers,
  definitionsOfClasses,
  permissions,
  aggregates,
  batches,
  signUps,
  logIns,
  mails,
  changesOfUsers,
  sharedUsers,
  sessions,
  roles,
  installations,
  registrations,
  pointerPermissions,
  pointedProtection,
];

/** Groups that drop platform classes, and Parse Server's indexes with them: asked of servers of their own. */
export const GROUPS_APART: readonly Group[] = [untouchedClasses, describedClasses];

/** Groups that push: asked of servers on which push is configured. */
export const GROUPS_OF_PUSHES: readonly Group[] = [pushes, pushStatuses, pushAudiences];

/** Groups that upload files: asked of servers on which everybody may. */
export const GROUPS_OF_FILES = files;
