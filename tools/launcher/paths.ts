import { join, resolve } from 'node:path';

/** The root of the repository. */
export const ROOT = resolve(import.meta.dirname, '../..');

const DATA_DEFAULT = join(ROOT, '.data');

/**
 * Where everything lives that a run leaves behind. Ignored by git; deleting it starts afresh. Deployments with folders of their own
 * run beside each other.
 */
export const DATA = resolve(process.env.PARLANCE_DATA_FOLDER ?? DATA_DEFAULT);

/** Programs unpacked from packages: the same for all. */
export const PROGRAMS = join(DATA_DEFAULT, 'bin');

/** Records of running processes, one JSON file each. */
export const RECORDS = join(DATA, 'run');

/** The name of the deployment that the first `npm start` makes. */
export const DEPLOYMENT_NAME = join(DATA, 'deployment.name');

/** The key of the bus that the first `npm start` makes. */
export const BUS_KEY = join(DATA, 'bus.key');

/** The token of the owner of the deployment, which the first `npm start` makes. */
export const ADMIN_TOKEN = join(DATA, 'admin.token');

/** The way of the command line to the deployment of `npm start`: address, name, file of the token. */
export const ADMINISTRATOR = join(DATA, 'administrator.json');

/** Logs of the processes of `npm start` and `npm run servers:up`, one file per process. */
export const LOGS = join(DATA, 'logs');

/** vitest's JSON reports of the last run, one file per suite. */
export const TEST_REPORTS = join(DATA, 'test-reports');

/** The apps file that the first `npm start` writes. */
export const DEMO_APPS_FILE = join(DATA, 'apps.json');

/** Where npm and the other installed programs are looked up by name. */
export const NODE = join(ROOT, 'node_modules', '.bin', 'node');
