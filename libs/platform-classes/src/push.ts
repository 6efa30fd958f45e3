import type { PlatformClass } from './platform-class.ts';

export const PUSH_STATUS = '_PushStatus';
export const AUDIENCE = '_Audience';

/** Source: docs/contract/22-mongodb-storage-format.md section 7.2. `query` and `payload` are JSON in a string, `expiry` milliseconds. */
export const PUSH_STATUS_CLASS: PlatformClass = {
  name: PUSH_STATUS,
  owner: 'push',
  readers: 'master',
  writers: 'owner',
  described: false,
  fields: {
    pushTime: 'string',
    source: 'string',
    query: 'string',
    payload: 'string',
    title: 'string',
    expiry: 'number',
    expiration_interval: 'number',
    status: 'string',
    numSent: 'number',
    numFailed: 'number',
    pushHash: 'string',
    errorMessage: 'object',
    sentPerType: 'object',
    failedPerType: 'object',
    sentPerUTCOffset: 'object',
    failedPerUTCOffset: 'object',
    count: 'number',
    // Fields that Parse Server does not know. Source: docs/contract/30-push-engine.md section 2.2.
    numTargeted: 'number',
    numUnknown: 'number',
    numSkipped: 'number',
    numOpened: 'number',
    skippedPerReason: 'object',
    failedPerReason: 'object',
    sentPerLocale: 'object',
    progress: 'number',
    lane: 'string',
    policy: 'string',
    audienceId: 'string',
    experimentId: 'string',
    variant: 'string',
    startedAt: 'date',
    finishedAt: 'date',
    cancelRequestedAt: 'date',
    idempotencyKey: 'string',
  },
  indexes: [{ key: { _created_at: -1 }, name: '_created_at_-1' }],
};

/** A named query for installations. `query` is JSON in a string. */
export const AUDIENCE_CLASS: PlatformClass = {
  name: AUDIENCE,
  owner: 'push',
  readers: 'master',
  writers: 'owner',
  described: false,
  fields: { name: 'string', query: 'string', lastUsed: 'date', timesUsed: 'number' },
  storedNames: { lastUsed: '_last_used', timesUsed: 'times_used' },
  plainDates: ['lastUsed'],
};
