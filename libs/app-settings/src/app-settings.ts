import { z } from 'zod';
import { analyticsSettings } from './analytics/analytics-settings.ts';
import { authSettings } from './auth/auth-settings.ts';
import { dataSettings } from './data/data-settings.ts';
import { filesSettings } from './files/files-settings.ts';
import { functionsSettings } from './functions/functions-settings.ts';
import { gatewaySettings } from './gateway/gateway-settings.ts';
import type { Reader } from './owned.ts';
import { pushSettings } from './push/push-settings.ts';
import { workersSettings } from './workers/workers-settings.ts';

/** Settings of apps by the service that owns them. */
export const OWNED = {
  gateway: gatewaySettings,
  data: dataSettings,
  auth: authSettings,
  files: filesSettings,
  analytics: analyticsSettings,
  push: pushSettings,
  workers: workersSettings,
  functions: functionsSettings,
} as const;

/**
 * The one table of per-app settings: name, meaning, default, range. Names are Parse Server's where it has the option
 * (docs/contract/23-parse-server-options.md). Read with `GET <mount>/settings`, changed with `PATCH <mount>/settings`.
 */
export const appSettings = z
  .object({
    ...gatewaySettings.settings,
    ...dataSettings.settings,
    ...authSettings.settings,
    ...filesSettings.settings,
    ...analyticsSettings.settings,
    ...pushSettings.settings,
    ...functionsSettings.settings,
    ...workersSettings.settings,
  })
  .strict();

export type AppSettings = z.infer<typeof appSettings>;
export type AppSettingName = keyof AppSettings;

/** Every setting at its default. */
export const DEFAULT_APP_SETTINGS: AppSettings = Object.freeze(appSettings.parse({}));

type Table = typeof OWNED;
type OwnedName<Service extends Reader> = keyof Table[Service]['settings'];
type NameReadFrom<Owner extends Reader, Service extends Reader> = {
  [Name in keyof Table[Owner]['readers']]: Service extends ReaderIn<Table[Owner]['readers'][Name]> ? Name : never;
}[keyof Table[Owner]['readers']];
type ReaderIn<List> = List extends readonly (infer One)[] ? One : never;

/** Names of the settings that a service learns: its own, and those whose owners name it as a reader. */
export type SettingNameOf<Service extends Reader> = Extract<
  OwnedName<Service> | { [Owner in Reader]: NameReadFrom<Owner, Service> }[Reader],
  AppSettingName
>;

/** The settings of an app as a service learns them. */
export type SettingsOf<Service extends Reader> = Pick<AppSettings, SettingNameOf<Service>>;
