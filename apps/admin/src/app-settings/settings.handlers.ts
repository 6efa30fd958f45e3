import { grants, settings, type AdminCaller } from '@parlance/admin-operations';
import { config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';

export const SETTINGS_HANDLERS: readonly AnyAdminHandler[] = [
  handles(settings.getSettings, (_request, { ask }) => ask(config.readSettings, {})),
  handles(settings.patchSettings, ({ changes }, { ask, caller }) => {
    if (Object.hasOwn(changes, 'quotas')) assertDecidesOnApps(caller);
    return ask(config.patchSettings, { changes });
  }),
  handles(settings.compareSettings, async ({ other }, { ask, caller }) => {
    if (caller.apps !== 'all' && !caller.apps.includes(other)) {
      throw new ParseError('OperationForbidden', `This caller is not admitted to the app ${other}.`);
    }
    return ask(config.compareSettings, { other });
  }),
  handles(settings.describeSettings, ({ names }, { ask }) => ask(config.explainSettings, names === undefined ? {} : { names })),
];

/** Quotas hold the people of an app in bounds, whose tokens may change all of its other settings. @throws OperationForbidden (119) */
function assertDecidesOnApps({ scopes }: AdminCaller): void {
  if (!grants(scopes, 'apps:write')) throw new ParseError('OperationForbidden', 'To change quotas needs the scope apps:write.');
}
