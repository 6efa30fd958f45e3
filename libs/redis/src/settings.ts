import { url } from '@parlance/settings';

/** Environment of every service that counts or queues: spread it into the service's own table. */
export const REDIS_SETTINGS = {
  REDIS_URL: url({
    secret: true,
    schemes: ['redis', 'rediss'],
    default: 'redis://127.0.0.1:6379',
    meaning: 'Redis server for queues and for counters that replicas share; rediss:// asks for encryption.',
  }),
};
