import type { Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';

/** The services that own a class of the platform or are named as its writers. */
const WRITERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['_User', new Set(['auth'])],
  ['_Session', new Set(['auth'])],
  ['_Installation', new Set(['data'])],
]);

/** @throws OperationForbidden (119) for a service that neither owns the class nor is named as its writer */
export function assertServiceMayWrite(service: string, className: string): void {
  if (WRITERS.get(className)?.has(service) !== true) throw new ParseError('OperationForbidden', 'Permission denied');
}

/** @throws OperationForbidden (119) for a request that is made with anybody's rights but the platform's */
export function assertOwnName({ kind }: Identity): void {
  if (kind !== 'platform') throw new ParseError('OperationForbidden', 'Only services in their own name may ask this.');
}
