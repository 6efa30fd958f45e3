import type { PlatformClass } from './platform-class.ts';

export const IDEMPOTENCY = '_Idempotency';

/**
 * Request ids that have been claimed, each once, and are forgotten at their time. `data` keeps them by a store of its own. Names and
 * options of the indexes are those that an adopted database has.
 * Source: docs/contract/22-mongodb-storage-format.md sections 5 and 7.2.
 */
export const IDEMPOTENCY_CLASS: PlatformClass = {
  name: IDEMPOTENCY,
  owner: 'data',
  readers: 'nobody',
  writers: 'nobody',
  described: false,
  fields: { reqId: 'string', expire: 'date' },
  indexes: [
    { key: { reqId: 1 }, name: 'reqId_1', unique: true, sparse: true },
    { key: { expire: 1 }, name: 'ttl', expireAfterSeconds: 0 },
  ],
};
