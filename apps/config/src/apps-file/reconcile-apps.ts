import { basename } from 'node:path';
import { planReconciliation, type DatabaseNaming } from './plan-reconciliation.ts';
import { declareApp, withdrawApp } from '../registry/declare-app.ts';
import type { AppRecord } from '../registry/app-record.ts';
import { DatabaseTakenError, type AppStore } from '../registry/app.store.ts';
import type { AppDeclaration } from './app-declaration.ts';
import { AppsFileError } from './apps-file-error.ts';

/**
 * Brings the registry to the state that the apps file declares. Each app is one transaction that looks again before it
 * writes, so replicas that start together do each step once, and a run that was interrupted is completed by the next.
 *
 * @param file as the operator named it, for messages; its name alone goes into the audit
 * @param changed told of each app that this run changed, when its change is durable
 * @throws AppsFileError when the file contradicts the registry; nothing was changed then
 */
export async function reconcileApps(
  file: string,
  declared: readonly AppDeclaration[],
  store: AppStore,
  naming: DatabaseNaming,
  changed: (app: AppRecord) => void,
): Promise<void> {
  const { declare, withdraw, issues } = planReconciliation(declared, await store.list(), naming);
  if (issues.length > 0) throw new AppsFileError(file, issues);
  for (const id of withdraw) tell(await store.change(id, (before) => withdrawApp(basename(file), before)), changed);
  for (const app of declare) tell(await declareInPlace(app, store, naming), changed);
}

/** A new app whose id differs from another's only by case gets a database name of its own. */
async function declareInPlace(app: AppDeclaration, store: AppStore, naming: DatabaseNaming): Promise<AppRecord | undefined> {
  try {
    return await store.change(app.id, (before) => declareApp(app, before, naming, true));
  } catch (error) {
    if (!(error instanceof DatabaseTakenError) || app.database?.name !== undefined) throw error;
    return store.change(app.id, (before) => declareApp(app, before, naming, false));
  }
}

function tell(app: AppRecord | undefined, changed: (app: AppRecord) => void): void {
  if (app !== undefined) changed(app);
}
