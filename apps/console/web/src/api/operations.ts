import type {
  administrators,
  AdminOperation,
  apps,
  audit,
  indexes,
  keys,
  permissions,
  settings,
  tokens,
  users,
} from '@parlance/admin-operations';
import type { DataOperations } from './data-operations.ts';

type Of<Operation> = Operation extends AdminOperation<infer Request, infer Reply> ? { request: Request; reply: Reply } : never;

/** The administrative operations that the pages ask, by `<area>/<name>`; their types are those of the table itself. */
export interface Operations extends DataOperations {
  'apps/list': Of<typeof apps.listApps>;
  'apps/get': Of<typeof apps.getApp>;
  'apps/create': Of<typeof apps.createApp>;
  'keys/list': Of<typeof keys.listKeys>;
  'settings/describe': Of<typeof settings.describeSettings>;
  'settings/patch': Of<typeof settings.patchSettings>;
  'audit/query': Of<typeof audit.queryAudit>;
  'indexes/list': Of<typeof indexes.listIndexes>;
  'indexes/advice': Of<typeof indexes.adviseIndexes>;
  'indexes/build': Of<typeof indexes.buildIndex>;
  'indexes/drop': Of<typeof indexes.dropIndex>;
  'permissions/explain': Of<typeof permissions.explainAccess>;
  'permissions/dry-run': Of<typeof permissions.rehearsePermissions>;
  'users/find': Of<typeof users.findUsers>;
  'users/lock': Of<typeof users.lockUser>;
  'users/unlock': Of<typeof users.unlockUser>;
  'users/sign-out': Of<typeof users.signOutUser>;
  'users/resend-mail': Of<typeof users.mailUser>;
  'administrators/list': Of<typeof administrators.listAdministrators>;
  'administrators/create': Of<typeof administrators.createAdministrator>;
  'administrators/change': Of<typeof administrators.changeAdministrator>;
  'administrators/remove': Of<typeof administrators.removeAdministrator>;
  'tokens/list': Of<typeof tokens.listTokens>;
  'tokens/revoke': Of<typeof tokens.revokeToken>;
}

export type OperationName = keyof Operations;
export type RequestOf<Name extends OperationName> = Operations[Name]['request'];
export type ReplyOf<Name extends OperationName> = Operations[Name]['reply'];
