import type { ServerDefinition, ServerName } from './definition.ts';
import { mongodb } from './mongodb.ts';
import { nats } from './nats.ts';
import { redis } from './redis.ts';

/** The servers the platform stands on, in the order they start. They stop in the opposite order, so MongoDB stops last. */
export const SERVERS: readonly ServerDefinition[] = [mongodb, redis, nats];

export const SERVER: Readonly<Record<ServerName, ServerDefinition>> = { mongodb, redis, nats };
