import { account } from './en-account.ts';
import { administrators, audit, users } from './en-administration.ts';
import { codeParts, jobs, logs, releases, webhooks } from './en-cloud.ts';
import { config } from './en-config.ts';
import { dataMore } from './en-data-more.ts';
import { data } from './en-data.ts';
import { errors, general, session, shell } from './en-general.ts';
import { keys } from './en-keys.ts';
import { push } from './en-push.ts';
import { queries } from './en-queries.ts';
import { settings } from './en-settings.ts';
import { start } from './en-start.ts';

const en = { ...general, errors, session, shell, start, data, audit, settings, users, administrators, account, keys, queries, dataMore, config, push, ...{ cloud, codeParts, jobs, logs, releases, webhooks };

/** All texts of the console. Another language is an object of the same type. */
export type Texts = typeof en;

/** The texts of the viewer's language. */
export const t: Texts = en;
