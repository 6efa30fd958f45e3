import { HOOKS, SCHEMA_COLLECTION } from '@parlance/platform-classes';

/** The files of an export of a whole app that are of no class, each in the form of the others. */

/** The classes themselves. */
export const SCHEMA_FILE = `${SCHEMA_COLLECTION}.json`;
/** The parameters of Config, in one row: values, flags, conditions. */
export const PARAMETERS_FILE = '_Parameters.json';
/** Webhooks. */
export const HOOKS_FILE = `${HOOKS}.json`;
/** Files with their bytes, in pieces. */
export const FILES_FILE = '_Files.json';

/** Those that are small: made, and brought back, at once. */
export const SMALL_FILES: ReadonlySet<string> = new Set([SCHEMA_FILE, PARAMETERS_FILE, HOOKS_FILE]);
