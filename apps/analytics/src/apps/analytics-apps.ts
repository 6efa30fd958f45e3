import { defaultSettingsFor, type AnalyticsSettings } from '@parlance/app-settings';
import { RegistryCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';

const APPS_MAX = 10_000;
const TTL_MS = 60_000;
/** For events of an app that is gone, or that the registry cannot tell of now. */
const DEFAULTS = defaultSettingsFor('analytics').analytics;

/** The settings of apps, as this process last heard of them. */
export class AnalyticsApps extends RegistryCopy<config.AppForAnalytics, AnalyticsSettings> {
  constructor(bus: Bus) {
    super(bus, { operation: config.appForAnalytics, compile: ({ settings }) => settings.analytics, entriesMax: APPS_MAX, ttlMs: TTL_MS });
  }

  /** Never fails: events that were accepted are stored whatever the registry says. */
  async settingsOf(app: string): Promise<AnalyticsSettings> {
    try {
      return (await this.get(app, 'analytics')) ?? DEFAULTS;
    } catch {
      return DEFAULTS; // The registry is away: its own log says so.
    }
  }
}
