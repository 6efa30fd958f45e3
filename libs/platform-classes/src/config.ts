import type { PlatformClass } from './platform-class.ts';

export const GLOBAL_CONFIG = '_GlobalConfig';
export const GRAPHQL_CONFIG = '_GraphQLConfig';

const CLOSED = { owner: 'config', readers: 'master', writers: 'owner', described: false } as const;

/** Parse Config: one document, whose `_id` is the number 1. Source of both: docs/contract/22-mongodb-storage-format.md section 7.2. */
export const GLOBAL_CONFIG_CLASS: PlatformClass = {
  ...CLOSED,
  name: GLOBAL_CONFIG,
  fields: { params: 'object', masterKeyOnly: 'object' },
};

/** One document, whose `_id` is the number 1. */
export const GRAPHQL_CONFIG_CLASS: PlatformClass = { ...CLOSED, name: GRAPHQL_CONFIG, fields: { config: 'object' } };
