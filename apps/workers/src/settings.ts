import { REDIS_SETTINGS } from '@parlance/redis';
import type { Settings } from '@parlance/settings';

/** Environment of the workers. The settings of every process (NATS_URL, log level, ...) are in libs/service. */
export const WORKERS_SETTINGS = { ...REDIS_SETTINGS };
export type WorkersSettings = Settings<typeof WORKERS_SETTINGS>;
