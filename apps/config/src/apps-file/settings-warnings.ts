import { ANY_ADDRESS } from '@parlance/app-settings';

export interface SettingWarning {
  readonly setting: string;
  readonly text: string;
}

/** Settings that act without being asked for, and the things that their absence opens. */
const TURNED_OFF: Readonly<Record<string, string>> = {
  accountLockout: 'Nobody is locked out, however many log-ins fail.',
  logInThrottle: 'No address is stopped, however often log-ins from it fail.',
};

/** The things closed by default that the declared settings of an app open. Operators that want them are told at each start. */
export function settingsWarnings(settings: Readonly<Record<string, unknown>>): readonly SettingWarning[] {
  const openKeys = ['masterKeyIps', 'readOnlyMasterKeyIps', 'maintenanceKeyIps']
    .filter((setting) => admitsAll(settings[setting]))
    .map((setting) => ({ setting, text: 'A privileged key is accepted from every address.' }));
  const turnedOff = Object.entries(TURNED_OFF)
    .filter(([setting]) => settings[setting] === null)
    .map(([setting, text]) => ({ setting, text }));
  return [...openKeys, ...turnedOff];
}

function admitsAll(ranges: unknown): boolean {
  return Array.isArray(ranges) && ANY_ADDRESS.some((range) => ranges.includes(range));
}
