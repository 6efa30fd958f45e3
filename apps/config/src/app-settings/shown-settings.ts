import { appSettings, redact } from '@parlance/app-settings';
import type { config } from '@parlance/contracts';
import type { AppRecord } from '../registry/app-record.ts';
import { effectiveSettings } from './effective-settings.ts';

/** All settings of an app in force, for its administrators: of a secret, that it is set. */
export function shownSettings(app: Pick<AppRecord, 'settings' | 'declared'>): config.ShownSettings {
  const effective = effectiveSettings(app, () => undefined);
  return { settings: redact(appSettings, effective) as config.ShownSettings['settings'] };
}
