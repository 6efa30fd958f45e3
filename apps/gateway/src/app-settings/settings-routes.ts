import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import type { AppDirectory } from '../apps/app-directory.ts';
import { jsonReply } from '../reply/reply.ts';
import type { AppRoute } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

const SETTINGS = '/settings';

/** The settings of an app: `config` alone knows them all, validates and records. This process has a slice of them, for itself. */
export function addSettingsRoutes(table: RouteTable, bus: Bus, apps: AppDirectory): void {
  table.add(readSettings(bus)).add(changeSettings(bus, apps));
}

function readSettings(bus: Bus): AppRoute<typeof SETTINGS> {
  return {
    method: 'GET',
    path: SETTINGS,
    scope: 'master',
    effect: 'read',
    cost: 1,
    operation: config.readSettings.subject,
    answer: async ({ context }) => jsonReply((await bus.call(config.readSettings, {}, context)).settings),
  };
}

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
