/**
 * One variable of the environment: its meaning, its allowed values, and how its string becomes a value.
 *
 * - `expected`: a right value in words, to follow "must be": `a whole number of ms from 100 to 60000`
 * - `fallback`: the value when the variable is unset; absent when it must be set
 * - `read`: the value, or BAD. It never sees an empty string: a variable set to nothing counts as unset.
 * - `secret`: it holds a secret, or an address that may hold one; then a variable with `_FILE` behind its name may name a file with the value
 */
export interface Setting<Value> {
  readonly meaning: string;
  readonly expected: string;
  readonly fallback?: { readonly value: Value };
  readonly read: (text: string) => Value | typeof BAD;
  readonly secret?: true;
}

/** Answer of `Setting.read` for a string that is no value. */
export const BAD = Symbol('bad setting');

/** Settings of one service by the name of their variable. */
export type SettingsTable = Readonly<Record<string, Setting<unknown>>>;

/** The values of a table, by the same names. */
export type Settings<Table extends SettingsTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value> ? Value : never;
};

/** The shape of `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;
