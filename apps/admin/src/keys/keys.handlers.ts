import { keys } from '@parlance/admin-operations';
import { config } from '@parlance/contracts';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';

export const KEYS_HANDLERS: readonly AnyAdminHandler[] = [
  handles(keys.listKeys, (_request, { ask }) => ask(config.listKeys, {})),
  handles(keys.rotateKey, ({ kind, overlapSeconds }, { ask }) => ask(config.rotateKey, { kind, overlapSeconds })),
  handles(keys.revokeKey, ({ kind, id }, { ask }) => ask(config.revokeKey, { kind, ...(id === undefined ? {} : { id }) })),
];
