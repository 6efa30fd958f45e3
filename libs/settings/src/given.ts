import { readFileSync } from 'node:fs';
import type { Environment, Setting, SettingsTable } from './setting.ts';

/** Follows the name of a variable with a secret: names a file that holds the value, as orchestrators mount secrets. */
const FILE_SUFFIX = '_FILE';

/** The name of the variable that may name a file instead of holding the value itself; undefined where there is none. */
export function fileVariable(name: string, { secret }: Pick<Setting<unknown>, 'secret'>): string | undefined {
  return secret === true ? `${name}${FILE_SUFFIX}` : undefined;
}

/** The names of all variables that a table reads, those of files with secrets included. */
export function variablesOf(table: SettingsTable): readonly string[] {
  return Object.entries(table).flatMap(([name, setting]) => [name, fileVariable(name, setting) ?? []].flat());
}

/**
 * The value of a variable as it was given, before it is checked.
 *
 * - `unset`: neither the variable nor its file is there
 * - `text`: a string that is not empty; `name` is the variable that it comes from, for messages
 * - `both`: the variable and its file are set
 * - `unreadable`: the file cannot be read, for the reason in `code`, such as ENOENT
 */
export type Given =
  | { readonly kind: 'unset' }
  | { readonly kind: 'text'; readonly name: string; readonly text: string }
  | { readonly kind: 'both'; readonly file: string }
  | { readonly kind: 'unreadable'; readonly file: string; readonly code: string };

/** Looks a variable up. One line end at the end of a file is no part of the value, as editors and `echo` write one. */
export function givenValue(name: string, setting: Pick<Setting<unknown>, 'secret'>, env: Environment): Given {
  const text = env[name] ?? '';
  const file = fileVariable(name, setting);
  const path = file === undefined ? '' : (env[file] ?? '');
  if (file === undefined || path === '') return text === '' ? { kind: 'unset' } : { kind: 'text', name, text };
  if (text !== '') return { kind: 'both', file };
  try {
    return { kind: 'text', name: file, text: readFileSync(path, 'utf8').replace(/\r?\n$/, '') };
  } catch (error) {
    return { kind: 'unreadable', file, code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}
