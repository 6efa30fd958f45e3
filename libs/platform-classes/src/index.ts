export type { ClassIndex, FieldTypeText, ObjectOperation, OpenTo, OwnerService, PlatformClass, SpreadField } from './platform-class.ts';
export { hasCredentials, holdsUsers, INTERNAL_MEMBERS, PLATFORM_CLASSES, platformClass } from './platform-classes.ts';
export {
  CONFIG_VERSIONS_COLLECTION,
  INTERNAL_COLLECTIONS_OWNER,
  isInternalCollection,
  JOIN_PREFIX,
  SCHEMA_COLLECTION,
  SCHEMA_APPLIES_COLLECTION,
  SLOW_QUERIES_COLLECTION,
  UNIQUE_VALUES_COLLECTION,
  WRITERS_COLLECTION,
} from './internal-collections.ts';
export { AUTH_DATA_PREFIX, SECOND_FACTOR_PROVIDER, USER, USER_CLASS } from './user.ts';
export { SESSION, SESSION_CLASS } from './session.ts';
export { ROLE, ROLE_CLASS } from './role.ts';
export { DEVICE_NOTES, INSTALLATION, INSTALLATION_CLASS } from './installation.ts';
export { PRODUCT, PRODUCT_CLASS } from './product.ts';
export { AUDIENCE, AUDIENCE_CLASS, PUSH_STATUS, PUSH_STATUS_CLASS } from './push.ts';
export { HOOKS, HOOKS_CLASS, JOB_SCHEDULE, JOB_SCHEDULE_CLASS, JOB_STATUS, JOB_STATUS_CLASS } from './functions.ts';
export { GLOBAL_CONFIG, GLOBAL_CONFIG_CLASS, GRAPHQL_CONFIG, GRAPHQL_CONFIG_CLASS } from './config.ts';
export { IDEMPOTENCY, IDEMPOTENCY_CLASS } from './idempotency.ts';
