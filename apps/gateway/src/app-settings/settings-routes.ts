import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import type { AppDirectory } from '../apps/app-directory.ts';
import { jsonReply } from '../reply/reply.ts';
import type { AppRoute } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

const SETTINGS = '/settings';

/** The settings of an app: read from this process's copy, changed by `config`, which alone validates and records them. */
export function addSettingsRoutes(table: RouteTable, bus: Bus, apps: AppDirectory): void {
  table.add(readSettings).add(changeSettings(bus, apps));
}

const readSettings: AppRoute<typeof SETTINGS> = {
  method: 'GET',
  path: SETTINGS,
  scope: 'master',
  effect: 'read',
  cost: 1,
  operation: config.getAppAccess.subject,
  answer: async ({ app }) => jsonReply(app.settings),
};

function changeSettings(bus: Bus, apps: AppDirectory): AppRoute<typeof SETTINGS> {
  return {
    method: 'PATCH',
    path: SETTINGS,
    scope: 'master',
    effect: 'write',
    cost: 1,
    operation: config.patchSettings.subject,
    answer: async ({ app, input, context }) => {
      try {
        const { settings } = await bus.call(config.patchSettings, { changes: input }, context);
        return jsonReply(settings);
      } finally {
        apps.forget(app.id); // The event says the same, but the caller's next request may be faster.
      }
    },
  };
}
