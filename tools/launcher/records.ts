import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RECORDS } from './paths.ts';
import { writePrivate } from './private-file.ts';
import { isRunning, type ProcessRecord } from './processes.ts';

/** The note of a process that a command in this folder has started. */
export interface Noted extends ProcessRecord {
  /** Where it answers, when it is a server. */
  readonly url?: string;
  /** True when it was started to stay (`npm run servers:up`), so that other commands use it and leave it alone. */
  readonly stays: boolean;
}

/** The note of `npm start` itself, with the address at which clients reach it. */
export const LAUNCHER = 'launcher';

const fileOf = (name: string): string => join(RECORDS, `${name}.json`);

export function note(noted: Noted): void {
  mkdirSync(RECORDS, { recursive: true });
  writePrivate(fileOf(noted.name), JSON.stringify(noted)); // Addresses hold passwords.
}

export function forget(name: string): void {
  rmSync(fileOf(name), { force: true });
}

function read(file: string): Noted | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Noted;
  } catch {
    return undefined; // Absent, or cut short by a crash: then nothing is known of the process.
  }
}

/** The noted process of this name, if it still runs. */
export function running(name: string): Noted | undefined {
  const noted = read(fileOf(name));
  return noted !== undefined && isRunning(noted) ? noted : undefined;
}

/** Every noted process that still runs. Notes of others are cleared away. */
export function allRunning(): Noted[] {
  const names = existsSync(RECORDS) ? readdirSync(RECORDS).map((file) => file.replace(/\.json$/, '')) : [];
  for (const name of names) if (running(name) === undefined) forget(name);
  return names.flatMap((name) => running(name) ?? []);
}
