import { givenValue } from './given.ts';
import { BAD, type Environment, type Setting, type Settings, type SettingsTable } from './setting.ts';

/** One variable that cannot be used. There is no member for its value: it may be a secret, and messages end up in logs. */
export interface SettingProblem {
  readonly name: string;
  /** `both`: its value and a file with its value are set. `unreadable`: the file it names cannot be read. */
  readonly problem: 'missing' | 'bad' | 'both' | 'unreadable';
  /** A right value in words, to follow "must be". */
  readonly expected: string;
}

/** All that is wrong with the environment, together; `message` has one line for each variable. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    super(['Settings of this process are wrong:', ...problems.map(line)].join('\n'));
    this.problems = problems;
  }
}

function line({ name, problem, expected }: SettingProblem): string {
  switch (problem) {
    case 'missing':
      return `  ${name} is not set; it must be ${expected}`;
    case 'bad':
      return `  ${name} must be ${expected}`;
    default:
      return `  ${name} ${expected}`;
  }
}

/**
 * Reads a table from the environment, and from the files that `_FILE` variables name. A variable that is set to nothing counts as unset.
 *
 * @returns the values by the names of their variables, frozen
 * @throws SettingsError that names every bad variable at once
 */
export function loadSettings<Table extends SettingsTable>(table: Table, env: Environment): Settings<Table> {
  const read = Object.entries(table).map(([name, setting]) => [name, readSetting(name, setting, env)] as const);
  const problems = read.flatMap(([, { problem }]) => problem ?? []);
  if (problems.length > 0) throw new SettingsError(problems);
  return Object.freeze(Object.fromEntries(read.map(([name, { value }]) => [name, value]))) as Settings<Table>;
}

/** The complaints of `loadSettings`, for a process that reports the tables of several services in one message. */
export function checkSettings(table: SettingsTable, env: Environment): readonly SettingProblem[] {
  return Object.entries(table).flatMap(([name, setting]) => readSetting(name, setting, env).problem ?? []);
}

interface Read {
  readonly value?: unknown;
  readonly problem?: SettingProblem;
}

function readSetting(name: string, setting: Setting<unknown>, env: Environment): Read {
  const { expected, fallback } = setting;
  const given = givenValue(name, setting, env);
  switch (given.kind) {
    case 'unset':
      return fallback === undefined ? { problem: { name, problem: 'missing', expected } } : { value: fallback.value };
    case 'both':
      return { problem: { name, problem: 'both', expected: `and ${given.file} are both set; unset one of them` } };
    case 'unreadable': {
      const why = `names a file that cannot be read (${given.code}); it must be the path of a file with the value of ${name}`;
      return { problem: { name: given.file, problem: 'unreadable', expected: why } };
    }
    case 'text':
      return readText(name, setting, given);
  }
}

function readText(name: string, { expected, read }: Setting<unknown>, given: { readonly name: string; readonly text: string }): Read {
  const value = given.text === '' ? BAD : read(given.text);
  if (value !== BAD) return { value };
  return given.name === name
    ? { problem: { name, problem: 'bad', expected } }
    : { problem: { name: given.name, problem: 'bad', expected: `a file whose content is ${expected}` } };
}
