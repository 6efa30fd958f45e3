import { account } from './en-account.ts';
import { administrators, audit, users } from './en-administration.ts';
import { analytics } from './en-analytics.ts';
import { cloud, codeParts, jobs, logs, releases, webhooks } from './en-cloud.ts';
import { compose } from './en-compose.ts';
import { config } from './en-config.ts';
import { dataMore } from './en-data-more.ts';
import { data } from './en-data.ts';
import { fleet, queues, usage } from './en-fleet.ts';
import { errors, general, session, shell } from './en-general.ts';
import { keys } from './en-keys.ts';
import { push } from './en-push.ts';
import { queries } from './en-queries.ts';
import { settings } from './en-settings.ts';
import { start } from './en-start.ts';
import { sectionsOfOperations, transfers } from './en-transfers.ts';

const en = {
  ...general,
  errors,
  session,
  shell,
  start,
  data,
  dataMore,
  users,
  push,
  compose,
  config,
  analytics,
  cloud,
  codeParts,
  jobs,
  logs,
  releases,
  webhooks,
  transfers,
  operations: sectionsOfOperations,
  usage,
  settings,
  keys,
  queries,
  audit,
  administrators,
  account,
  fleet,
  queues,
};

/** All texts of the console. Another language is an object of the same type. */
export type Texts = typeof en;

/** The texts of the viewer's language. */
export const t: Texts = en;
