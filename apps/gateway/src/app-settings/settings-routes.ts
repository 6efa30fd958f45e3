import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import type { AppDirectory } from '../apps/app-directory.ts';
import { jsonReply, type Reply } from '../reply/reply.ts';
import { appRoute } from '../routes/declare-route.ts';
import type { Call } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

const SETTINGS = '/settings';

/** The settings of an app: `config` alone knows them all, validates and records. This process has a slice of them, for itself. */
export function addSettingsRoutes(table: RouteTable, bus: Bus, apps: AppDirectory): void {
  table
    .add(appRoute('GET', SETTINGS, 'master', config.readSettings.subject, readSettings))
    .add(appRoute('PATCH', SETTINGS, 'master', config.patchSettings.subject, changeSettings));

  async function readSettings({ context }: Call): Promise<Reply> {
    return jsonReply((await bus.call(config.readSettings, {}, context)).settings);
  }

  async function changeSettings({ app, input, context }: Call): Promise<Reply> {
    try {
      const { settings } = await bus.call(config.patchSettings, { changes: input }, context);
      return jsonReply(settings);
    } finally {
      apps.forget(app.id); // The event says the same, but the caller's next request may be faster.
    }
  }
}
