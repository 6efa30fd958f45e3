import type { AnyAdminOperation } from './admin-operation.ts';
import * as administrators from './administrators.ts';
import * as analytics from './analytics.ts';
import * as apps from './apps.ts';
import * as audit from './audit.ts';
import * as cloud from './cloud.ts';
import * as data from './data.ts';
import * as fleet from './fleet.ts';
import * as indexes from './indexes.ts';
import * as jobs from './jobs.ts';
import * as keys from './keys.ts';
import * as parameters from './parameters.ts';
import * as permissions from './permissions.ts';
import * as pushComposing from './push-composing.ts';
import * as push from './push.ts';
import * as pushExperiments from './push-experiments.ts';
import * as schema from './schema.ts';
import * as settings from './settings.ts';
import * as tokens from './tokens.ts';
import * as transfers from './transfers.ts';
import * as usage from './usage.ts';
import * as users from './users.ts';

/** Modules of areas: each exports its operations, and maybe types and helpers besides. */
const AREA_MODULES: readonly object[] = [
  apps,
  keys,
  settings,
  administrators,
  tokens,
  audit,
  schema,
  indexes,
  permissions,
  data,
  parameters,
  users,
  push,
  pushExperiments,
  pushComposing,
  usage,
  analytics,
  transfers,
  jobs,
  cloud,
  fleet,
];

/** Every administrative operation there is. */
export const ADMIN_OPERATIONS: readonly AnyAdminOperation[] = AREA_MODULES.flatMap((module) => Object.values(module).filter(isOperation));

function isOperation(value: unknown): value is AnyAdminOperation {
  return typeof value === 'object' && value !== null && 'area' in value && 'summary' in value;
}
