export { BAD, type Environment, type Setting, type Settings, type SettingsTable } from './setting.ts';
export { flag, int, list, oneOf, text, url } from './kinds.ts';
export { keptKeys } from './key-file.ts';
export { loadKeys, parseKeys, type KeySource } from './keys.ts';
export { checkSettings, loadSettings, type SettingProblem, SettingsError } from './load.ts';
export { unknownVariables } from './unknown-variables.ts';
export { describeSettings } from './describe.ts';
