import { DEFAULT_APP_SETTINGS, type AppSettings } from '@parlance/app-settings';
import type { AppRecord } from '../registry/app-record.ts';
import { checkSetting, isSettingName, SETTING_NAMES } from './check-settings.ts';

/**
 * An app's settings in force: each as the apps file declares it, else as a PATCH set it, else the default.
 *
 * @param dropped told of each stored value that this version cannot use: it was written by another version. The next layer applies.
 */
export function effectiveSettings(
  { settings, declared }: Pick<AppRecord, 'settings' | 'declared'>,
  dropped: (message: string) => void,
): AppSettings {
  const layers = [settings, declared?.settings ?? {}];
  const effective: Record<string, unknown> = { ...DEFAULT_APP_SETTINGS };
  for (const layer of layers) {
    for (const name of SETTING_NAMES) {
      if (!Object.hasOwn(layer, name)) continue;
      const checked = checkSetting(name, layer[name]);
      if (checked.ok) effective[name] = checked.value;
      else dropped(checked.message);
    }
    for (const name of Object.keys(layer)) if (!isSettingName(name)) dropped(`${name}: there is no such setting.`);
  }
  return effective as AppSettings;
}
