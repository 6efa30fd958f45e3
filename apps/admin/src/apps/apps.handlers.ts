import { apps } from '@parlance/admin-operations';
import { config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';

export const APPS_HANDLERS: readonly AnyAdminHandler[] = [
  handles(apps.listApps, ({ limit, after }, { caller, ask }) =>
    ask(config.listApps, { limit, after, only: caller.apps === 'all' ? undefined : caller.apps }),
  ),
  handles(apps.getApp, async ({ app }, { ask }) => {
    const found = (await ask(config.showApp, { appId: app })).app;
    if (found === null) throw new ParseError('ObjectNotFound', `There is no app ${app}.`);
    return { app: found };
  }),
];
