import { apps } from '@parlance/admin-operations';
import { config, workers } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { handles, type AdminCall, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { continueDeletion } from './deletion.ts';

/** Changes of apps. The registry writes each into the audit together with the change. */
export const APP_CHANGES: readonly AnyAdminHandler[] = [
  handles(apps.createApp, async ({ id, name, settings, kinds }, { ask }) => {
    const { app, keys } = await ask(config.createApp, { id, name, settings, kinds }, id);
    return { app, keys: Object.fromEntries(Object.entries(keys)) };
  }),
  handles(apps.renameApp, ({ name }, { ask }) => ask(config.changeApp, { name })),
  handles(apps.disableApp, (_request, { ask }) => ask(config.changeApp, { enabled: false })),
  handles(apps.enableApp, (_request, { ask }) => ask(config.changeApp, { enabled: true })),
  handles(apps.deleteApp, async ({ app, confirm, withoutExport }, call) => {
    if (confirm !== app)
      throw new ParseError('ValidationFailed', `Type the id of the app once more to delete it: confirm has to be ${app}.`);
    if (!withoutExport) await assertExported(call);
    await call.ask(config.noteUnfinished, { kind: 'apps.delete', stage: 'begin' });
    return continueDeletion(call);
  }),
];

/** @throws ValidationFailed (142) where there is no export of the whole app */
async function assertExported({ ask }: AdminCall): Promise<void> {
  // A deletion that has begun was confirmed then, and may have removed the export.
  if ((await ask(config.describeApp, {})).app.deletion !== null) return;
  const { results } = await ask(workers.listExports, {});
  if (results.some(({ state, className }) => state === 'done' && className === undefined)) return;
  throw new ParseError(
    'ValidationFailed',
    'There is no export of the whole app. Export it and fetch the file, which goes with the app, or send withoutExport.',
  );
}
