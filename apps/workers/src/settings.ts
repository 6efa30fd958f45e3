import { APNS_TRANSPORTS, FCM_TRANSPORTS } from '@parlance/push-providers';
import { REDIS_SETTINGS } from '@parlance/redis';
import { int, oneOf, text, url, type Settings } from '@parlance/settings';

/** Environment of the workers. The settings of every process (NATS_URL, log level, ...) are in libs/service. */
export const WORKERS_SETTINGS = {
  ...REDIS_SETTINGS,
  MONGODB_URL: url({
    secret: true,
    schemes: ['mongodb', 'mongodb+srv'],
    default: 'mongodb://127.0.0.1:27017/?replicaSet=rs0',
    meaning: 'MongoDB that holds the runs of jobs, and imports and exports; may be another one than that of the objects.',
  }),
  NODE_ENV: oneOf(['development', 'test', 'production'], {
    default: 'development',
    meaning: 'In production no push goes to a simulated provider.',
  }),
  PARLANCE_WORKERS_DATABASE: text({
    optional: true,
    pattern: /^[A-Za-z0-9_-]{1,63}$/,
    form: 'up to 63 letters, digits, _ or -',
    meaning: 'Name of the database of jobs, imports and exports; the name of the deployment with _workers behind it when unset.',
  }),
  PARLANCE_JOBS_TICK_MS: int({
    default: 1_000,
    min: 20,
    max: 60_000,
    unit: 'ms',
    meaning: 'How often a process looks for schedules and runs of jobs that are due, and for runs that were lost.',
  }),
  PARLANCE_JOBS_CONCURRENCY: int({
    default: 200,
    min: 1,
    max: 10_000,
    meaning: 'Jobs whose ends a process waits for at a time; the code itself runs in the service functions.',
  }),
  PARLANCE_JOBS_LEASE_MS: int({
    default: 15_000,
    min: 1_000,
    max: 600_000,
    unit: 'ms',
    meaning: 'How long after its last sign of life an attempt at a job counts as lost.',
  }),
  PARLANCE_TRANSFERS_CONCURRENCY: int({
    default: 2,
    min: 1,
    max: 100,
    meaning: 'Imports and exports that a process works on at a time; an app has one of each at a time.',
  }),
  PARLANCE_TRANSFERS_SHARE: int({
    default: 30,
    min: 1,
    max: 100,
    unit: 'percent',
    meaning: 'Share of the time that an import or export may work while others ask, at most; all of it while nobody does.',
  }),
  PARLANCE_TRANSFERS_LEASE_MS: int({
    default: 2_000,
    min: 500,
    max: 600_000,
    unit: 'ms',
    meaning: 'How long after its last sign of life a worker counts as lost, and another one goes on with its import or export.',
  }),
  PARLANCE_PUSH_CONCURRENCY: int({
    default: 16,
    min: 3,
    max: 256,
    meaning: 'Parts of pushes that a process works on at a time; a quarter are kept for small pushes, an eighth for transactional ones.',
  }),
  PARLANCE_PUSH_FCM_PER_SECOND: int({
    default: 9_000,
    min: 1,
    max: 1_000_000,
    meaning: 'Messages a second that one project of FCM takes from all workers together.',
  }),
  PARLANCE_PUSH_WNS_PER_SECOND: int({
    default: 1_000,
    min: 1,
    max: 1_000_000,
    meaning: 'Messages a second that WNS takes with one credential from all workers together.',
  }),
  PARLANCE_PUSH_BREAKER_MS: int({
    default: 30_000,
    min: 100,
    max: 600_000,
    unit: 'ms',
    meaning: 'How long a credential whose provider fails at most messages is left alone before some messages try again.',
  }),
  PARLANCE_PUSH_APNS_TRANSPORT: oneOf(APNS_TRANSPORTS, {
    default: 'native',
    meaning: 'How messages go to APNs: by our own transport, or by @parse/node-apn, which is slower and hides how long to wait.',
  }),
  PARLANCE_PUSH_FCM_TRANSPORT: oneOf(FCM_TRANSPORTS, {
    default: 'native',
    meaning: 'How messages go to FCM: by our own transport, or by firebase-admin, which is slower and retries by itself.',
  }),
  PARLANCE_PUSH_SIMULATORS: text({
    optional: true,
    meaning: 'File that names simulated push providers, for apps without credentials of their own. For developers and tests.',
  }),
};
export type WorkersSettings = Settings<typeof WORKERS_SETTINGS>;
