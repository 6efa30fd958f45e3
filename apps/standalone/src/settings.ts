import { list } from '@parlance/settings';

export const SERVICE_NAMES = ['gateway', 'auth', 'data', 'config'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Environment of this program itself; each service it hosts has a table of its own. */
export const STANDALONE_SETTINGS = {
  PARLANCE_SERVICES: list({ of: SERVICE_NAMES, default: SERVICE_NAMES, meaning: 'Services to run in this process.' }),
};
