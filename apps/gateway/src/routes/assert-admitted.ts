import { refusal, refusesReadOnly, refusesWithoutMaster, type Identity } from '@parlance/acl';
import type { RouteEntry } from './route.ts';

type Asked = Pick<RouteEntry, 'scope' | 'effect' | 'method' | 'path'>;

/**
 * Lets a caller pass to a route, or says why not.
 *
 * @throws ParseError MasterKeyRequired; OperationForbidden when the read-only master key is to write
 */
export function assertAdmitted(route: Asked, identity: Identity): void {
  const { scope, effect, method, path } = route;
  const isMaster = identity.kind === 'master';
  const isReadOnlyMaster = identity.kind === 'readOnlyMaster';
  if (scope === 'master' && !isMaster && !isReadOnlyMaster) throw refusesWithoutMaster(identity, `${method} ${path}`);
  if (effect !== 'write' || !isReadOnlyMaster) return;
  // Parse Server answers so for files alone: 403.
  if (path.startsWith('/files'))
    throw refusal({ kind: 'MasterKeyRequired', inFull: `read-only masterKey isn't allowed to ${actOf(route)}.` });
  throw refusesReadOnly(actOf(route));
}

const VERBS: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete' };

/** The act of a route, in the words that developers know from Parse Server. */
function actOf({ method, path }: Asked): string {
  const verb = VERBS[method] ?? 'write';
  if (path.startsWith('/schemas')) return `${verb} a schema`;
  if (path.startsWith('/files')) return `${verb} a file`;
  if (path.startsWith('/purge')) return 'purge a schema';
  if (method === 'POST' && path.startsWith('/jobs')) return 'run a job';
  if (path.startsWith('/hooks')) return method === 'POST' ? 'create a hook' : 'modify a hook';
  if (path === '/push') return 'send push notifications';
  if (path === '/loginAs') return 'login as another user';
  if (path.startsWith('/config')) return 'update the config';
  if (path === '/settings') return `${verb} settings`;
  return `perform the ${verb} operation`;
}
