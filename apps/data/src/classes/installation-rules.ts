import { readsEverything, seesInternal } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import type { IndexDescription } from '@parlance/mongo';
import type { AskedCondition } from '@parlance/query';
import type { ClassRules } from './class-rules.ts';

/**
 * The second finds installations where another server has let two have one id, for which the first cannot be made. Neither has a name
 * of Parse Server's.
 */
const INDEXES: readonly IndexDescription[] = [
  { key: { installationId: 1 }, name: 'installationId_once', unique: true, sparse: true },
  { key: { installationId: 1, deviceToken: 1 }, name: 'installationId_deviceToken', sparse: true },
  { key: { deviceToken: 1 }, name: 'deviceToken_1', sparse: true },
];

/**
 * Devices register themselves, before anybody could be logged in. Who knows the id of an installation may look it up; nobody lists them
 * or removes any but the master key.
 * Source: docs/contract/04-roles-acl-clp.md section 9, 21-rest-protocol-endpoints.md section 4.
 */
export const INSTALLATION_RULES: ClassRules = {
  assertQuery: ({ condition }, identity) => {
    if (readsEverything(identity) || seesInternal(identity) || namesInstallation(condition)) return;
    throw new ParseError('OperationForbidden', 'Clients find installations by an equality on installationId only.');
  },

  findsOnly: 'clients find installations by an equality on installationId only',

  // A plain save knows nothing of devices that are registered twice.
  assertWrite: (_write, { trusted }) => {
    if (!trusted) throw new ParseError('OperationForbidden', 'Installations are saved by POST /installations and PUT /installations/<id>.');
  },

  madeBy: { route: 'POST /installations', needsSession: false },

  indexes: INDEXES,
};

/** Whether all that a condition matches has one installationId, which the caller knows. */
function namesInstallation(condition: AskedCondition): boolean {
  if (condition.kind === 'and') return condition.items.some(namesInstallation);
  return condition.kind === 'eq' && condition.field === 'installationId' && typeof condition.operand === 'string';
}
