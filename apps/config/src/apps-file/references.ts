import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where values outside the apps file come from. */
export interface ReferenceSources {
  /** The folder of the apps file: relative paths start there. */
  readonly folder: string;
  readonly environment: (name: string) => string | undefined;
}

/** Members of an app that hold further members, and so are never themselves a reference: `keys` may have `file` as its one member. */
const CONTAINERS: ReadonlySet<string> = new Set(['keys', 'database', 'settings']);
const REFERENCE_BYTES_MAX = 64 * 1024;

/** Puts the values in place of `{"env": NAME}` and `{"file": PATH}`, anywhere below the members of an app. */
export class References {
  readonly issues: string[] = [];
  /** Files that were read, absolute: a change of one is a change of the apps file. */
  readonly files = new Set<string>();
  readonly #sources: ReferenceSources;

  constructor(sources: ReferenceSources) {
    this.#sources = sources;
  }

  /** @param app one element of `apps`, unchecked; @param place names it in messages */
  resolveApp(app: unknown, place: string): unknown {
    if (!isObject(app)) return app;
    return mapMembers(app, (name, value) => {
      if (!CONTAINERS.has(name) || !isObject(value)) return this.#resolve(value, `${place}.${name}`, false);
      // Settings may be of any type, which a string from outside cannot show: there, a string that is JSON stands for its value.
      return mapMembers(value, (member, inner) => this.#resolve(inner, `${place}.${name}.${member}`, name === 'settings'));
    });
  }

  #resolve(value: unknown, place: string, typed: boolean): unknown {
    if (Array.isArray(value)) return value.map((element: unknown, index) => this.#resolve(element, `${place}[${index}]`, typed));
    if (!isObject(value)) return value;
    const members = Object.entries(value);
    const [only] = members;
    if (only !== undefined && members.length === 1 && typeof only[1] === 'string') {
      if (only[0] === 'env') return this.#found(this.#fromEnvironment(only[1], place), typed);
      if (only[0] === 'file') return this.#found(this.#fromFile(only[1], place), typed);
    }
    return mapMembers(value, (name, inner) => this.#resolve(inner, `${place}.${name}`, typed));
  }

  #fromEnvironment(name: string, place: string): string | undefined {
    const value = this.#sources.environment(name);
    if (value !== undefined && value !== '') return value;
    this.issues.push(`${place}: the environment variable ${name} is not set.`);
    return undefined;
  }

  #fromFile(path: string, place: string): string | undefined {
    const absolute = resolve(this.#sources.folder, path);
    this.files.add(absolute);
    try {
      const bytes = readFileSync(absolute);
      // Editors and `kubectl create secret` disagree about a line end at the end; no value here ends with one.
      const text = bytes.length > REFERENCE_BYTES_MAX ? '' : bytes.toString('utf8').replace(/\r?\n$/, '');
      if (text !== '') return text;
      this.issues.push(`${place}: the file ${path} is empty, or larger than ${REFERENCE_BYTES_MAX} bytes.`);
    } catch (error) {
      this.issues.push(`${place}: the file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}).`);
    }
    return undefined;
  }

  #found(text: string | undefined, typed: boolean): unknown {
    if (text === undefined || !typed) return text;
    try {
      return JSON.parse(text);
    } catch {
      return text; // A plain string is a value as well: "https://game.example" for allowOrigin.
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapMembers(object: Record<string, unknown>, change: (name: string, value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(name, value)]));
}
