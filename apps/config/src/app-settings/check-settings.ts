import { appSettings, type AppSettingName } from '@parlance/app-settings';
import { sentenceOnOption } from './foreign-options.ts';

export type CheckedSetting = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** All names of settings, in the order of the table. */
export const SETTING_NAMES = Object.keys(appSettings.shape) as readonly AppSettingName[];

export function isSettingName(name: string): name is AppSettingName {
  return Object.hasOwn(appSettings.shape, name);
}

/**
 * Checks one value of one setting. `message` names the setting and the values that would be right; it never quotes the value.
 *
 * The checked value is complete: members that were left out of an object have their defaults.
 */
export function checkSetting(name: string, value: unknown): CheckedSetting {
  if (!isSettingName(name)) return { ok: false, message: `${name}: ${sentenceOnOption(name) ?? 'there is no such setting.'}` };
  const checked = appSettings.shape[name].safeParse(value);
  if (checked.success) return { ok: true, value: checked.data };
  const reasons = checked.error.issues.map((issue) => `${[name, ...issue.path].join('.')}: ${issue.message}.`);
  return { ok: false, message: reasons.join(' ') };
}
