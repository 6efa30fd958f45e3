export { BAD, type Environment, type Setting, type Settings, type SettingsTable } from './setting.ts';
export { flag, int, list, oneOf, text, url } from './kinds.ts';
export { file } from './file-kind.ts';
export { keptKeys } from './key-file.ts';
export { parseKeys } from './keys.ts';
export { checkSettings, loadSettings, type SettingProblem, SettingsError } from './load.ts';
export { unknownVariables } from './unknown-variables.ts';
export { describeSettings } from './describe.ts';
export { fileVariable, type Given, givenValue, variablesOf } from './given.ts';
