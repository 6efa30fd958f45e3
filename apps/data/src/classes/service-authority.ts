import { refusal, type Identity } from '@parlance/acl';
import { platformClass } from '@parlance/platform-classes';

/**
 * Decides whether a service of ours may write a class, with members that clients cannot send: the service that owns the class may, and
 * its declared further writers. The identity `platform` alone does not say which service asks.
 *
 * @param service name of the service on the bus, such as `push`
 * @throws OperationForbidden (119) for every other service, for ordinary classes, and for a class that `nobody` writes
 */
export function assertServiceMayWrite(className: string, service: string): void {
  const declared = platformClass(className);
  const isWriter = declared?.owner === service || declared?.furtherWriters?.some((writer) => writer === service) === true;
  if (declared?.writers === 'nobody' || !isWriter) {
    throw refusal({ inFull: `The service ${service} does not write objects of ${className}.` });
  }
}

/** @throws OperationForbidden (119) for a request that is made with anybody's rights but the platform's */
export function assertOwnName({ kind }: Identity): void {
  if (kind !== 'platform') throw refusal({ inFull: 'Only services in their own name may ask this.' });
}
