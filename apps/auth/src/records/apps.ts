import type { SettingsOf } from '@parlance/app-settings';
import { RegistryCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config, type AppCode } from '@parlance/contracts';

/** An app as this service needs to know it. */
export interface AuthApp {
  readonly name: string;
  readonly settings: SettingsOf<'auth'>;
  /** The app's code: its triggers. */
  readonly code: AppCode;
}

const APPS_MAX = 10_000;

/** The apps that exist, as this process last heard of them. */
export class AuthApps extends RegistryCopy<config.AppForAuth, AuthApp> {
  constructor(bus: Bus, ttlMs: number) {
    super(bus, {
      operation: config.appForAuth,
      compile: ({ name, settings, code }) => ({ name, settings, code }),
      entriesMax: APPS_MAX,
      ttlMs,
    });
  }
}
