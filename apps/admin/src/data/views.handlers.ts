import { data as operations } from '@parlance/admin-operations';
import { config } from '@parlance/contracts';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';

/** Saved views, which administrators of an app share. */
export const VIEWS_HANDLERS: readonly AnyAdminHandler[] = [
  handles(operations.listViews, (_request, { ask }) => ask(config.listViews, {})),
  handles(operations.saveView, ({ app: _app, ...view }, { ask }) => ask(config.saveView, view)),
  handles(operations.removeView, ({ app: _app, ...view }, { ask }) => ask(config.removeView, view)),
];
