import { appSettings, mapSecrets } from '@parlance/app-settings';
import { isObject } from '@parlance/values';
import type { JudgedOptions } from './options/judge-options.ts';
import type { OldOptions } from './options/old-options.ts';

/** Keys of an app by their options, and the variables in which Parse Server finds them. */
const KEYS: Readonly<Record<string, readonly [option: string, variable: string]>> = {
  master: ['masterKey', 'PARSE_SERVER_MASTER_KEY'],
  readOnlyMaster: ['readOnlyMasterKey', 'PARSE_SERVER_READ_ONLY_MASTER_KEY'],
  maintenance: ['maintenanceKey', 'PARSE_SERVER_MAINTENANCE_KEY'],
  client: ['clientKey', 'PARSE_SERVER_CLIENT_KEY'],
  javascript: ['javascriptKey', 'PARSE_SERVER_JAVASCRIPT_KEY'],
  rest: ['restAPIKey', 'PARSE_SERVER_REST_API_KEY'],
  dotNet: ['dotNetKey', 'PARSE_SERVER_DOT_NET_KEY'],
  webhook: ['webhookKey', 'PARSE_SERVER_WEBHOOK_KEY'],
};
const DATABASE_VARIABLE = 'PARSE_SERVER_DATABASE_URI';

export interface AppsFileOptions {
  readonly options: OldOptions | undefined;
  readonly judged: JudgedOptions | undefined;
  readonly database: { readonly name: string; readonly prefix: string; readonly uri: string };
  /** Further settings, such as limits that the app's size asks for. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly withSecrets: boolean;
}

export interface WrittenApps {
  readonly file: { readonly apps: readonly [Readonly<Record<string, unknown>>] };
  /** Variables that the file refers to, with the place of each. */
  readonly variables: Readonly<Record<string, string>>;
}

const APP_ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The apps file with which Parlance goes on with the app. Keys, the address of the database and secret settings are references to variables of the
 * environment, in Parse Server's names where it has one, unless `withSecrets` puts them in.
 */
export function appsFileOf({ options, judged, database, settings, withSecrets }: AppsFileOptions): WrittenApps {
  const variables: Record<string, string> = {};
  const secret = (value: unknown, variable: string, place: string): unknown => {
    if (withSecrets) return value;
    variables[variable] = place;
    return { env: variable };
  };
  const keys = Object.fromEntries(
    Object.entries(KEYS).flatMap(([kind, [option, variable]]) => {
      const value = options?.secret(option);
      // Without options there is a master key nevertheless, which nobody has told.
      if (value === undefined && !(options === undefined && kind === 'master')) return [];
      return [[kind, value === undefined ? { env: variable } : secret(value, variable, `keys.${kind}`)]];
    }),
  );
  if (options === undefined) variables['PARSE_SERVER_MASTER_KEY'] = 'keys.master';
  const all = { ...settings, ...judged?.settings };
  const hidden = withSecrets
    ? all
    : mapSecrets(appSettings, all, (value, path) => secret(value, variableOf(path), `settings.${path.join('.')}`));
  const appId = options?.secret('appId') ?? 'app';
  const name = options?.secret('appName');
  const { cloud } = judged ?? {};
  const app = {
    id: APP_ID.test(appId) ? appId : 'app',
    ...(name === undefined ? {} : { name }),
    keys,
    database: {
      uri: secret(database.uri, DATABASE_VARIABLE, 'database.uri'),
      name: database.name,
      ...(database.prefix === '' ? {} : { collectionPrefix: database.prefix }),
    },
    ...(cloud === undefined ? {} : { cloud }),
    ...(isObject(hidden) && Object.keys(hidden).length > 0 ? { settings: hidden } : {}),
  };
  return { file: { apps: [app] }, variables };
}

/** `PARSE_SERVER_PUSH_IOS_TOKEN_KEY` for `push.ios.token.key`. */
function variableOf(path: readonly string[]): string {
  const words = path.map((part) =>
    part
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replaceAll(/\W+/g, '_')
      .toUpperCase(),
  );
  return `PARSE_SERVER_${words.join('_')}`;
}
