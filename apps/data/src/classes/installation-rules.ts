import { readsEverything, seesInternal } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import type { Where } from '@parlance/query';
import type { ClassRules } from './class-rules.ts';

/**
 * Devices register themselves, before anybody could be logged in. Who knows the id of an installation may look it up; nobody lists them
 * or removes any but the master key.
 * Source: docs/contract/04-roles-acl-clp.md section 9, 21-rest-protocol-endpoints.md section 4.
 */
export const INSTALLATION_RULES: ClassRules = {
  assertQuery: ({ where }, identity) => {
    if (readsEverything(identity) || seesInternal(identity) || namesInstallation(where)) return;
    throw new ParseError('OperationForbidden', 'Clients find installations by an equality on installationId only.');
  },

  findsOnly: 'clients find installations by an equality on installationId only',

  // A plain save knows nothing of devices that are registered twice.
  assertWrite: (_write, { trusted }) => {
    if (!trusted) throw new ParseError('OperationForbidden', 'Installations are saved by POST /installations and PUT /installations/<id>.');
  },
};

/** Whether all that a condition matches has one installationId, which the caller knows. */
function namesInstallation(where: Where): boolean {
  if (where.kind === 'and') return where.items.some(namesInstallation);
  return where.kind === 'eq' && where.field === 'installationId' && typeof where.operand === 'string';
}
