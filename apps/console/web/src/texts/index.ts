import { administrators, audit, settings, users } from './en-administration.ts';
import { compose } from './en-compose.ts';
import { data } from './en-data.ts';
import { errors, general, session, shell } from './en-general.ts';
import { start } from './en-start.ts';

const en = { ...general, errors, session, shell, start, data, audit, settings, users, administrators, compose };

/** All texts of the console. Another language is an object of the same type. */
export type Texts = typeof en;

/** The texts of the viewer's language. */
export const t: Texts = en;
