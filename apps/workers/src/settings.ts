import { REDIS_SETTINGS } from '@parlance/redis';
import { int, oneOf, text, type Settings } from '@parlance/settings';

/** Environment of the workers. The settings of every process (NATS_URL, log level, ...) are in libs/service. */
export const WORKERS_SETTINGS = {
  ...REDIS_SETTINGS,
  NODE_ENV: oneOf(['development', 'test', 'production'], {
    default: 'development',
    meaning: 'In production no push goes to a simulated provider.',
  }),
  PARLANCE_PUSH_CONCURRENCY: int({
    default: 16,
    min: 2,
    max: 256,
    meaning: 'Parts of pushes that a process works on at a time; a quarter of them are kept for small pushes.',
  }),
  PARLANCE_PUSH_SIMULATORS: text({
    optional: true,
    meaning: 'File that names simulated push providers, for apps without credentials of their own. For developers and tests.',
  }),
};
export type WorkersSettings = Settings<typeof WORKERS_SETTINGS>;
