/**
 * Options of Parse Server that are no settings of an app, each with the sentence that names its substitute. Every option is here or
 * is a setting: docs/contract/23-parse-server-options.md lists them.
 */

/** Another name, as a setting. */
const RENAMED: Readonly<Record<string, string>> = {
  idempotencyOptions: 'idempotency',
  emailAdapter: 'mail.adapter',
  customPages: 'pages.customUrls',
  userSensitiveFields: 'protectedFields',
  filesAdapter: 'files.store',
};

/** A place beside `settings` in the declaration of an app. */
const IN_APPS_FILE: Readonly<Record<string, string>> = {
  appId: 'id',
  appName: 'name',
  masterKey: 'keys.master',
  readOnlyMasterKey: 'keys.readOnlyMaster',
  maintenanceKey: 'keys.maintenance',
  clientKey: 'keys.client',
  javascriptKey: 'keys.javascript',
  dotNetKey: 'keys.dotNet',
  restAPIKey: 'keys.rest',
  databaseURI: 'database.uri',
  collectionPrefix: 'database.collectionPrefix',
  cloud: 'cloud',
  webhookKey: 'keys.webhook',
};

/** A setting of the process, which all apps share. */
const OF_PROCESS: Readonly<Record<string, string>> = {
  trustProxy: 'PARLANCE_TRUSTED_PROXY_HOPS',
  cacheTTL: 'PARLANCE_DATA_CACHE_TTL_MS and PARLANCE_AUTH_CACHE_TTL_MS',
  cacheMaxSize: 'PARLANCE_DATA_APPS_MAX and PARLANCE_DATA_CLASSES_MAX',
  cacheAdapter: 'REDIS_URL',
  host: 'PARLANCE_HOST',
  port: 'PARLANCE_PORT',
  mountPath: 'PARLANCE_MOUNT',
  serverURL: 'PARLANCE_PUBLIC_URL',
  cluster: 'PARLANCE_SERVICES',
  logLevel: 'PARLANCE_LOG_LEVEL',
  verbose: 'PARLANCE_LOG_LEVEL',
  silent: 'PARLANCE_LOG_LEVEL',
};

/** Nothing takes their place: the reason, as a sentence. */
const WITHOUT: Readonly<Record<string, string>> = {
  ...named('It is not served yet: live queries are missing.', ['liveQuery', 'liveQueryServerOptions', 'startLiveQueryServer']),
  ...named('It is not served yet: GraphQL is missing.', [
    'graphQLPath',
    'graphQLPublicIntrospection',
    'graphQLSchema',
    'mountGraphQL',
    'mountPlayground',
    'playgroundPath',
  ]),
  ...named('Log lines go to the standard output as JSON, one event each.', ['jsonLogs', 'loggerAdapter', 'logsFolder', 'maxLogFiles']),
  ...named('Services take the place of adapters.', ['analyticsAdapter', 'databaseAdapter']),
  ...named('There is no code of the operator inside of a process.', [
    'enableExpressErrorHandler',
    'middleware',
    'requestContextMiddleware',
    'serverCloseComplete',
  ]),
  ...named('Services ask each other by the bus, never by HTTP.', ['directAccess', 'verifyServerUrl']),
  scheduledPush: 'A push with a push_time always waits for it.',
  databaseOptions: 'Options of the driver belong into the address of the database; allowPublicExplain and queryTimeoutMs are settings.',
  security: 'There is no report on security yet; a start warns of settings that open something.',
  query: 'An aggregation says rawValues and rawFieldNames in its request.',
  requestComplexity: 'Nesting, includes and sub-queries have fixed bounds; regexConcurrency, scanLimit and batchLimit are settings.',
  routeAllowList: 'Routes are closed by class permissions and by the keys of an app.',
  masterKeyTtl: 'A key is read from the apps file, which is followed while it changes.',
  enableCollationCaseComparison: 'Names and addresses are always compared by a collation.',
  enableInsecureAuthAdapters: 'Accounts are always verified with their provider.',
  allowExpiredAuthDataToken: 'Accounts are verified whenever they are sent.',
  allowAggregationForReadOnlyMasterKey: 'An aggregation only reads, so that the read-only master key may ask for it.',
  protectedFieldsSaveResponseExempt: 'Answers to saves hide the fields that a read hides.',
  enableProductPurchaseLegacyApi: 'Purchases of the hosted service are not validated.',
};

const SENTENCES: Readonly<Record<string, string>> = {
  ...mapped(RENAMED, (name) => `Here it is the setting ${name}.`),
  ...mapped(IN_APPS_FILE, (name) => `It is no setting: it is declared as ${name} of the app in the apps file.`),
  ...mapped(OF_PROCESS, (name) => `It is no setting of an app: the process has ${name} in its environment.`),
  ...WITHOUT,
};

/** Names of Parse Server's options that are answered with a sentence. A setting of the same name goes before. */
export const FOREIGN_OPTIONS: readonly string[] = Object.keys(SENTENCES);

/** The sentence that says which thing takes the place of an option of Parse Server here; undefined for a name that it does not have either. */
export function sentenceOnOption(name: string): string | undefined {
  return Object.hasOwn(SENTENCES, name) ? SENTENCES[name] : undefined;
}

/** Where the counterpart of an option is that is no setting of its own name; undefined for an option that nothing takes the place of. */
export function placeOfOption(name: string): 'setting' | 'apps file' | 'process' | undefined {
  if (Object.hasOwn(RENAMED, name)) return 'setting';
  if (Object.hasOwn(IN_APPS_FILE, name)) return 'apps file';
  return Object.hasOwn(OF_PROCESS, name) ? 'process' : undefined;
}

function named(sentence: string, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, sentence]));
}

function mapped(names: Readonly<Record<string, string>>, sentence: (name: string) => string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(names).map(([name, ours]) => [name, sentence(ours)]));
}
