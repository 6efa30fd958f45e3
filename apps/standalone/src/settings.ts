import { SERVICE_NAMES } from '@parlance/contracts';
import { list } from '@parlance/settings';

/** Environment of this program itself; each service it hosts has a table of its own. */
export const STANDALONE_SETTINGS = {
  PARLANCE_SERVICES: list({ of: SERVICE_NAMES, default: SERVICE_NAMES, meaning: 'Services to run in this process.' }),
};
