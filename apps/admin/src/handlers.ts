import { ADMINISTRATORS_HANDLERS } from './administrators/administrators.handlers.ts';
import { ANALYTICS_HANDLERS } from './analytics/analytics.handlers.ts';
import { SETTINGS_HANDLERS } from './app-settings/settings.handlers.ts';
import { APP_CHANGES } from './apps/app-changes.handlers.ts';
import { APPS_HANDLERS } from './apps/apps.handlers.ts';
import { AUDIT_HANDLERS } from './audit/audit.handlers.ts';
import { CLOUD_HANDLERS } from './cloud/cloud.handlers.ts';
import { DATA_HANDLERS } from './data/data.handlers.ts';
import { VIEWS_HANDLERS } from './data/views.handlers.ts';
import type { AnyAdminHandler } from './dispatch/admin-handler.ts';
import { FLEET_HANDLERS } from './fleet/fleet.handlers.ts';
import { INDEXES_HANDLERS } from './indexes/indexes.handlers.ts';
import { QUEUES_HANDLERS } from './jobs/queues.handlers.ts';
import { RUNS_HANDLERS } from './jobs/runs.handlers.ts';
import { KEYS_HANDLERS } from './keys/keys.handlers.ts';
import { TOKENS_HANDLERS } from './tokens/tokens.handlers.ts';
import { PARAMETER_EXPERIMENTS } from './parameters/experiments.handlers.ts';
import { PARAMETERS_HANDLERS } from './parameters/parameters.handlers.ts';
import { PERMISSIONS_HANDLERS } from './permissions/permissions.handlers.ts';
import { EXPERIMENT_HANDLERS } from './push/experiment.handlers.ts';
import { PUSH_COMPOSING_HANDLERS } from './push/push-composing.handlers.ts';
import { PUSH_HANDLERS } from './push/push.handlers.ts';
import { SCHEMA_HANDLERS } from './schema/schema.handlers.ts';
import { USAGE_HANDLERS } from './usage/usage.handlers.ts';
import { USERS_HANDLERS } from './users/users.handlers.ts';
import { TRANSFERS_HANDLERS } from './transfers/transfers.handlers.ts';

/** The handlers of all areas. */
export const HANDLERS: readonly AnyAdminHandler[] = [
  ...APPS_HANDLERS,
  ...APP_CHANGES,
  ...KEYS_HANDLERS,
  ...SETTINGS_HANDLERS,
  ...ADMINISTRATORS_HANDLERS,
  ...TOKENS_HANDLERS,
  ...AUDIT_HANDLERS,
  ...SCHEMA_HANDLERS,
  ...INDEXES_HANDLERS,
  ...PERMISSIONS_HANDLERS,
  ...DATA_HANDLERS,
  ...VIEWS_HANDLERS,
  ...PARAMETERS_HANDLERS,
  ...PARAMETER_EXPERIMENTS,
  ...USERS_HANDLERS,
  ...PUSH_HANDLERS,
  ...EXPERIMENT_HANDLERS,
  ...PUSH_COMPOSING_HANDLERS,
  ...USAGE_HANDLERS,
  ...ANALYTICS_HANDLERS,
  ...TRANSFERS_HANDLERS,
  ...QUEUES_HANDLERS,
  ...RUNS_HANDLERS,
  ...CLOUD_HANDLERS,
  ...FLEET_HANDLERS,
];
