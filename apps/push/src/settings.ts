import { REDIS_SETTINGS } from '@parlance/redis';
import { int, oneOf, text, url, type Settings } from '@parlance/settings';

/** Environment of the push service. The settings of an app are in libs/app-settings. */
export const PUSH_SETTINGS = {
  ...REDIS_SETTINGS,
  MONGODB_URL: url({
    secret: true,
    schemes: ['mongodb', 'mongodb+srv'],
    default: 'mongodb://127.0.0.1:27017/?replicaSet=rs0',
    meaning: 'MongoDB that holds the work of pushes; may be another one than that of the objects.',
  }),
  NODE_ENV: oneOf(['development', 'test', 'production'], {
    default: 'development',
    meaning: 'In production no push goes to a simulated provider.',
  }),
  PARLANCE_PUSH_DATABASE: text({
    optional: true,
    pattern: /^[A-Za-z0-9_-]{1,63}$/,
    form: 'up to 63 letters, digits, _ or -',
    meaning: 'Name of the database of the work of pushes; the name of the deployment with _push behind it when unset.',
  }),
  PARLANCE_PUSH_TICK_MS: int({
    default: 1_000,
    min: 20,
    max: 60_000,
    unit: 'ms',
    meaning: 'How often the scheduler looks for pushes that are due, that have lost their workers, or whose counts have changed.',
  }),
  PARLANCE_PUSH_SIMULATORS: text({
    optional: true,
    meaning: 'File that names simulated push providers, for apps without credentials of their own. For developers and tests.',
  }),
  PARLANCE_PUSH_PARTITIONS_PER_APP: int({
    default: 64,
    min: 1,
    max: 10_000,
    meaning: 'Parts of the large pushes of one app that workers have at a time; small pushes are not held up by it.',
  }),
  PARLANCE_PUSH_LEASE_MS: int({
    default: 60_000,
    min: 2_000,
    max: 600_000,
    unit: 'ms',
    meaning: 'How long a worker has a part of a push after each sign of life: after that time another one goes on with it.',
  }),
} as const;
export type PushEnvironment = Settings<typeof PUSH_SETTINGS>;
