import type { AppRecord } from '../registry/app-record.ts';
import { claimsOverlap, databaseClaim, databaseName } from '../registry/database-claim.ts';
import { declarationDigest, type AppDeclaration } from './app-declaration.ts';

/** The members that the plan needs of each app in the registry. */
export type StoredApp = Pick<AppRecord, '_id' | 'enabled' | 'databaseClaim'> & {
  readonly declared?: Pick<AppRecord['declared'] & object, 'digest'>;
};

export interface Reconciliation {
  /** New in the file, or changed, or back in it. */
  readonly declare: readonly AppDeclaration[];
  /** Ids of apps that a file declared once and this one does not. */
  readonly withdraw: readonly string[];
  /** Reasons why the file must not be applied. */
  readonly issues: readonly string[];
}

/** How the deployment names its databases. */
export interface DatabaseNaming {
  readonly ownUri: string;
  /** Goes before the id of an app that declares no name. */
  readonly databasePrefix: string;
  readonly controlDatabase: string;
}

/** Compares the apps file with the registry. Apps that no file ever declared, created by other means, are left alone. */
export function planReconciliation(
  declared: readonly AppDeclaration[],
  stored: readonly StoredApp[],
  naming: DatabaseNaming,
): Reconciliation {
  const byId = new Map(stored.map((app) => [app._id, app]));
  const ids = new Set(declared.map(({ id }) => id));
  return {
    declare: declared.filter((app) => {
      const before = byId.get(app.id);
      return before?.enabled !== true || before.declared?.digest !== declarationDigest(app);
    }),
    withdraw: stored.filter((app) => app.enabled && app.declared !== undefined && !ids.has(app._id)).map((app) => app._id),
    issues: [...databaseIssues(declared, byId, naming)],
  };
}

/** A place of objects that an app has, or will have; `place` where the file names it. */
interface Claim {
  readonly id: string;
  readonly claim: string;
  readonly place?: string;
}

/** Two apps never share a place of objects, and none is put into the control database. */
function* databaseIssues(
  declared: readonly AppDeclaration[],
  stored: ReadonlyMap<string, StoredApp>,
  naming: DatabaseNaming,
): Iterable<string> {
  const control = databaseClaim({ name: naming.controlDatabase, collectionPrefix: '' }, naming.ownUri);
  const claims = declared.map((app, index) => claimOf(app, index, stored.get(app.id), naming));
  const ids = new Set(declared.map(({ id }) => id));
  const others: Claim[] = [...stored.values()].filter(({ _id }) => !ids.has(_id)).map((app) => ({ id: app._id, claim: app.databaseClaim }));
  for (const { id, place, claim } of claims) {
    // A place that nobody named gives way by itself: the registry finds another name for it.
    if (place === undefined) continue;
    if (claimsOverlap(claim, control)) yield `${place}: ${naming.controlDatabase} is the control database.`;
    const other = [...claims, ...others].find((one) => one.id !== id && claimsOverlap(claim, one.claim));
    if (other !== undefined) {
      yield `${place}: the app "${other.id}" has its objects there; give each a database, or prefixes that differ from the start.`;
    }
  }
}

function claimOf(app: AppDeclaration, index: number, before: StoredApp | undefined, naming: DatabaseNaming): Claim {
  const { uri, name, collectionPrefix = '' } = app.database ?? {};
  if (name === undefined && before !== undefined) return { id: app.id, claim: before.databaseClaim };
  const database = { uri, name: name ?? databaseName(naming.databasePrefix, app.id, true), collectionPrefix };
  const claim = databaseClaim(database, naming.ownUri);
  return name === undefined ? { id: app.id, claim } : { id: app.id, claim, place: `apps[${index}].database` };
}
