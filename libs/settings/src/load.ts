import { BAD, type Environment, type Settings, type SettingsTable } from './setting.ts';

/** One variable that cannot be used. There is no member for its value: it may be a secret, and messages end up in logs. */
export interface SettingProblem {
  readonly name: string;
  readonly problem: 'missing' | 'bad';
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
  return `  ${name} ${problem === 'missing' ? 'is not set; it must' : 'must'} be ${expected}`;
}

/**
 * Reads a table from the environment. A variable that is set to nothing counts as unset.
 *
 * @returns the values by the names of their variables, frozen
 * @throws SettingsError that names every bad variable at once
 */
export function loadSettings<Table extends SettingsTable>(table: Table, env: Environment): Settings<Table> {
  const problems = checkSettings(table, env);
  if (problems.length > 0) throw new SettingsError(problems);
  const values = Object.entries(table).map(([name, setting]) => [name, valueOf(setting, env[name])] as const);
  return Object.freeze(Object.fromEntries(values)) as Settings<Table>;
}

/** The complaints of `loadSettings`, for a process that reports the tables of several services in one message. */
export function checkSettings(table: SettingsTable, env: Environment): readonly SettingProblem[] {
  const problems: SettingProblem[] = [];
  for (const [name, setting] of Object.entries(table)) {
    const value = valueOf(setting, env[name]);
    if (value === BAD) problems.push({ name, problem: env[name] ? 'bad' : 'missing', expected: setting.expected });
  }
  return problems;
}

function valueOf(setting: SettingsTable[string], text: string | undefined): unknown {
  if (text !== undefined && text !== '') return setting.read(text);
  return setting.fallback === undefined ? BAD : setting.fallback.value;
}
