import type {
  administrators,
  AdminOperation,
  apps,
  audit,
  indexes,
  keys,
  parameters,
  permissions,
  push,
  pushComposing,
  pushExperiments,
  settings,
  tokens,
  users,
} from '@parlance/admin-operations';
import type { AnalyticsOperations } from './analytics-operations.ts';
import type { DataOperations } from './data-operations.ts';
import type { RunningOperations } from './running-operations.ts';

type Of<Operation> = Operation extends AdminOperation<infer Request, infer Reply> ? { request: Request; reply: Reply } : never;

/** The administrative operations that the pages ask, by `<area>/<name>`; their types are those of the table itself. */
export interface Operations extends DataOperations, RunningOperations, AnalyticsOperations {
  'apps/list': Of<typeof apps.listApps>;
  'apps/get': Of<typeof apps.getApp>;
  'apps/create': Of<typeof apps.createApp>;
  'keys/list': Of<typeof keys.listKeys>;
  'keys/rotate': Of<typeof keys.rotateKey>;
  'keys/revoke': Of<typeof keys.revokeKey>;
  'settings/describe': Of<typeof settings.describeSettings>;
  'settings/patch': Of<typeof settings.patchSettings>;
  'settings/diff': Of<typeof settings.compareSettings>;
  'settings/test-credentials': Of<typeof settings.testCredentials>;
  'settings/count-unused-files': Of<typeof settings.countUnusedFiles>;
  'settings/remove-unused-files': Of<typeof settings.removeUnusedFiles>;
  'settings/clean-up-state': Of<typeof settings.readCleanUp>;
  'indexes/list': Of<typeof indexes.listIndexes>;
  'indexes/build': Of<typeof indexes.buildIndex>;
  'indexes/build-state': Of<typeof indexes.readBuild>;
  'indexes/drop': Of<typeof indexes.dropIndex>;
  'indexes/unused': Of<typeof indexes.unusedIndexes>;
  'indexes/slow-queries': Of<typeof indexes.slowQueries>;
  'indexes/advice': Of<typeof indexes.adviseIndexes>;
  'audit/query': Of<typeof audit.queryAudit>;
  'permissions/explain': Of<typeof permissions.explainAccess>;
  'permissions/dry-run': Of<typeof permissions.rehearsePermissions>;
  'users/find': Of<typeof users.findUsers>;
  'users/sessions': Of<typeof users.listSessions>;
  'users/end-session': Of<typeof users.endSession>;
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
  'parameters/list': Of<typeof parameters.listParameters>;
  'parameters/change': Of<typeof parameters.changeParameters>;
  'parameters/remove': Of<typeof parameters.removeParameter>;
  'parameters/history': Of<typeof parameters.listParameterChanges>;
  'parameters/version': Of<typeof parameters.getParameterVersion>;
  'parameters/roll-back': Of<typeof parameters.rollBackParameters>;
  'parameters/preview': Of<typeof parameters.previewParameters>;
  'parameters/experiments': Of<typeof parameters.listExperiments>;
  'parameters/create-experiment': Of<typeof parameters.createExperiment>;
  'parameters/start-experiment': Of<typeof parameters.startExperiment>;
  'parameters/stop-experiment': Of<typeof parameters.stopExperiment>;
  'parameters/roll-out-experiment': Of<typeof parameters.rollOutExperiment>;
  'parameters/delete-experiment': Of<typeof parameters.deleteExperiment>;
  'parameters/experiment-report': Of<typeof parameters.reportExperiment>;
  'push/list': Of<typeof push.listPushes>;
  'push/get': Of<typeof push.getPush>;
  'push/pause': Of<typeof push.pausePush>;
  'push/resume': Of<typeof push.resumePush>;
  'push/cancel': Of<typeof push.cancelPush>;
  'push/remove': Of<typeof push.removePush>;
  'push/opens': Of<typeof push.pushOpens>;
  'push/estimate': Of<typeof push.estimatePush>;
  'push/send': Of<typeof pushComposing.sendPush>;
  'push/check': Of<typeof pushComposing.checkPush>;
  'push/preview': Of<typeof pushComposing.previewPush>;
  'push/suggest-size': Of<typeof pushComposing.suggestSize>;
  'push/audiences': Of<typeof pushComposing.listAudiences>;
  'push/save-audience': Of<typeof pushComposing.saveAudience>;
  'push/delete-audience': Of<typeof pushComposing.deleteAudience>;
  'push/experiment': Of<typeof pushExperiments.getExperiment>;
  'push/launch': Of<typeof pushExperiments.launchExperiment>;
}

export type OperationName = keyof Operations;
export type RequestOf<Name extends OperationName> = Operations[Name]['request'];
export type ReplyOf<Name extends OperationName> = Operations[Name]['reply'];
