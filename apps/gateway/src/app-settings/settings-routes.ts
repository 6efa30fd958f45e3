import type { Bus } from '@parlance/bus';
import { config, push, type RequestContext } from '@parlance/contracts';
import type { AppDirectory } from '../apps/app-directory.ts';
import { jsonReply, type Reply } from '../reply/reply.ts';
import { withAuthor } from '../audit/audited-call.ts';
import { appRoute } from '../routes/declare-route.ts';
import type { Call } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

const SETTINGS = '/settings';
/** How long the credentials of push may take to be tested. */
const CHECK_MS = 10_000;
/** Names the settings that were saved, and that something is amiss with. */
const WARNING = 'X-Parlance-Warning';

/** The settings of an app: `config` alone knows them all, validates and records. This process has a slice of them, for itself. */
export function addSettingsRoutes(table: RouteTable, bus: Bus, apps: AppDirectory): void {
  table
    .add(appRoute('GET', SETTINGS, 'master', config.readSettings.subject, readSettings, { whileLoading: true }))
    .add(appRoute('PATCH', SETTINGS, 'master', config.patchSettings.subject, changeSettings, { whileLoading: true, audited: 'owner' }));

  async function readSettings({ context }: Call): Promise<Reply> {
    return jsonReply((await bus.call(config.readSettings, {}, context)).settings);
  }

  async function changeSettings({ app, input, context, caller }: Call): Promise<Reply> {
    const reply = await changed(app.id, input, withAuthor(context, caller));
    const warnings = Object.hasOwn(input, 'push') ? await refusedCredentials(context) : [];
    return warnings.length === 0 ? reply : { ...reply, fields: [WARNING, printable(warnings.join('; '))] };
  }

  async function changed(appId: string, changes: Call['input'], context: RequestContext): Promise<Reply> {
    try {
      return jsonReply((await bus.call(config.patchSettings, { changes }, context)).settings);
    } finally {
      apps.forget(appId); // The event says the same, but the caller's next request may be faster.
    }
  }

  /** Credentials that their provider refuses stay saved: it may be the provider that is amiss. */
  async function refusedCredentials(context: RequestContext): Promise<readonly string[]> {
    try {
      return (await bus.call(push.checkCredentials, {}, { ...context, deadline: Date.now() + CHECK_MS })).refused;
    } catch {
      return ['push: the credentials could not be tested.'];
    }
  }
}

/** As a header field may have it. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
