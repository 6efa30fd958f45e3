import { isInternalCollection, platformClass } from '@parlance/platform-classes';

/**
 * True for classes that belong to the platform, which clients reach by no route, and for collections that are no classes at all.
 * Source: docs/contract/20-rest-protocol.md section 4.
 */
export function isClosedClass(className: string): boolean {
  const declared = platformClass(className);
  return declared === undefined ? isInternalCollection(className) : declared.readers !== 'permission';
}
