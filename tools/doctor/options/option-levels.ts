import type { Level } from '../finding.ts';

/** Options of the process or of its surroundings: an app behaves the same without them. */
const OF_SURROUNDINGS: ReadonlySet<string> = new Set([
  ...['host', 'port', 'cluster', 'logLevel', 'verbose', 'silent', 'jsonLogs', 'logsFolder', 'maxLogFiles', 'loggerAdapter'],
  ...['cacheTTL', 'cacheMaxSize', 'cacheAdapter', 'analyticsAdapter', 'databaseAdapter', 'directAccess', 'verifyServerUrl'],
  ...['masterKeyTtl', 'enableCollationCaseComparison', 'scheduledPush', 'query', 'security', 'allowAggregationForReadOnlyMasterKey'],
  ...['enableProductPurchaseLegacyApi', 'level', 'databaseOptions'],
]);

/** Options whose absence clients or operators notice at once: something has to be done before the move. */
const TO_ACT_ON: ReadonlySet<string> = new Set([
  ...['liveQuery', 'startLiveQueryServer', 'mountGraphQL', 'middleware', 'requestContextMiddleware', 'serverCloseComplete'],
  ...['serverURL', 'mountPath', 'trustProxy', 'routeAllowList', 'filesAdapter', 'emailAdapter', 'enableInsecureAuthAdapters'],
]);

/** Values with which an option does nothing, or asks for something that happens here anyway. */
const IDLE: Readonly<Record<string, readonly unknown[]>> = {
  directAccess: [true],
  enableProductPurchaseLegacyApi: [true],
  verifyServerUrl: [true],
  allowAggregationForReadOnlyMasterKey: [true],
  mountPath: ['/parse'],
  graphQLPath: ['/graphql'],
  playgroundPath: ['/playground'],
  protectedFieldsSaveResponseExempt: [false],
};

/** How much an option without a setting matters. @returns undefined where its value does nothing */
export function levelOfOption(name: string, value: unknown): Level | undefined {
  const nothing = value === false || value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  const idle = IDLE[name];
  if (idle === undefined ? nothing : idle.includes(value) || (nothing && !idle.includes(true))) return undefined;
  if (OF_SURROUNDINGS.has(name)) return 'note';
  return TO_ACT_ON.has(name) ? 'act' : 'differs';
}
