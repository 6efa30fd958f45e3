/**
 * Classes that belong to the platform: no client reaches them by any route, only the master key.
 * Source: docs/contract/20-rest-protocol.md section 4.
 */
export const CLOSED_CLASSES: ReadonlySet<string> = new Set([
  '_JobStatus',
  '_PushStatus',
  '_Hooks',
  '_GlobalConfig',
  '_GraphQLConfig',
  '_JobSchedule',
  '_Audience',
  '_Idempotency',
]);

/** True for those, and for the collections of relations, which are no classes at all. */
export function isClosedClass(className: string): boolean {
  return CLOSED_CLASSES.has(className) || className.startsWith('_Join:');
}
