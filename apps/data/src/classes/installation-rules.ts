import { readsEverything, refusal, refusesClients, seesInternal } from '@parlance/acl';
import { INSTALLATION } from '@parlance/platform-classes';
import type { AskedCondition } from '@parlance/query';
import type { ClassRules } from './class-rules.ts';

/**
 * Devices register themselves, before anybody could be logged in. Clients that know the id of an installation may look it up; nobody lists
 * them or removes any but the master key.
 * Source: docs/contract/04-roles-acl-clp.md section 9, 21-rest-protocol-endpoints.md section 4.
 */
export const INSTALLATION_RULES: ClassRules = {
  assertQuery: ({ condition }, identity) => {
    if (readsEverything(identity) || seesInternal(identity) || namesInstallation(condition)) return;
    throw refusesClients(identity, INSTALLATION, 'find');
  },

  findsOnly: 'clients find installations by an equality on installationId only',

  // A plain save knows nothing of devices that are registered twice.
  assertWrite: (_write, { trusted }) => {
    if (!trusted) throw refusal({ inFull: 'Installations are saved by POST /installations and PUT /installations/<id>.' });
  },
};

/** Whether all that a condition matches has one installationId, which the caller knows. */
function namesInstallation(condition: AskedCondition): boolean {
  if (condition.kind === 'and') return condition.items.some(namesInstallation);
  return condition.kind === 'eq' && condition.field === 'installationId' && typeof condition.operand === 'string';
}
