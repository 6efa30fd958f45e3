import type { Logger } from '@parlance/telemetry';
import { Redis } from 'ioredis';
import { readAddress } from './address.ts';

const CONNECT_MS_MAX = 2_000;
const COMMAND_MS_MAX = 1_000;
const RETRY_MS_MAX = 2_000;

/**
 * The purpose of a connection.
 *
 * - `counters`: asked while somebody waits. A command that cannot be sent, or is not answered within a second, fails.
 * - `queues`: for BullMQ, whose workers block on it: commands wait for the server to come back.
 */
export type RedisUse = 'counters' | 'queues';

export interface RedisOptions {
  /** Shown by the server in its list of clients. */
  readonly name: string;
  readonly logger: Logger;
}

/**
 * Connects to Redis, and again whenever the connection is lost. Does not wait: a process starts without Redis, and says so in its log.
 * The caller calls `disconnect()` at the end.
 *
 * @param url may name files with certificates (address.ts)
 */
export function connectRedis(url: string, use: RedisUse, { name, logger }: RedisOptions): Redis {
  const { address, tls } = readAddress(url);
  const redis = new Redis(address, {
    connectionName: name,
    ...(tls === undefined ? {} : { tls }),
    connectTimeout: CONNECT_MS_MAX,
    retryStrategy: (attempt) => Math.min(attempt * 100, RETRY_MS_MAX),
    ...(use === 'queues'
      ? { maxRetriesPerRequest: null }
      : { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: COMMAND_MS_MAX }),
  });
  let isAway = false;
  redis.on('error', (error: Error) => {
    if (!isAway) logger.warn({ err: error }, 'Redis does not answer; trying again until it does.');
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) logger.info('Redis answers again.');
    isAway = false;
  });
  return redis;
}
