import type { Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import type { RouteEntry } from './route.ts';

/**
 * Lets a caller pass to a route, or says why not.
 *
 * @throws ParseError MasterKeyRequired; OperationForbidden when the read-only master key is to write
 */
export function assertAdmitted({ scope, effect }: Pick<RouteEntry, 'scope' | 'effect'>, identity: Identity): void {
  const isMaster = identity.kind === 'master';
  const isReadOnlyMaster = identity.kind === 'readOnlyMaster';
  if (scope === 'master' && !isMaster && !isReadOnlyMaster) throw new ParseError('MasterKeyRequired', 'Permission denied');
  if (effect === 'write' && isReadOnlyMaster) throw new ParseError('OperationForbidden', 'Permission denied');
}
