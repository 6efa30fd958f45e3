import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { isObject, type UnknownObject } from '@parlance/values';

/** The options cannot be read. The message names the file and the reason, and holds no value. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
}

/** Stands for a function in options, which JSON cannot hold: `{"$function": "name"}`. An adapter that is an object is `{"$instance": "S3Adapter"}`. */
export const FUNCTION_MARK = '$function';
export const INSTANCE_MARK = '$instance';

const READ_MS_MAX = 20_000;

/** Options of Parse Server, in its words, of one app. */
export class OldOptions {
  /** Absolute: paths in the options are relative to the folder from which Parse Server was started, mostly this file's. */
  readonly file: string;
  readonly #values: UnknownObject;

  constructor(file: string, values: UnknownObject) {
    this.file = file;
    this.#values = values;
  }

  get folder(): string {
    return dirname(this.file);
  }

  names(): readonly string[] {
    return Object.keys(this.#values).filter((name) => this.#values[name] !== undefined && this.#values[name] !== null);
  }

  value(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  /** The value where it is a text. */
  secret(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** The value where it is an object, or a text that is one in JSON, as variables of the environment have it. */
  object(name: string): UnknownObject | undefined {
    const value = this.value(name);
    const read = typeof value === 'string' ? jsonOf(value) : value;
    return isObject(read) ? read : undefined;
  }
}

/** The readings of a value: as it is, and, of a text, as JSON and as a list with commas, which Parse Server's parsers accept. */
export function readingsOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'string') return [value];
  const json = jsonOf(value);
  // Where a text and a list will both do, commas are those of a list.
  const list = value.split(',').map((part) => part.trim());
  return [...(json === undefined ? [] : [json]), ...(list.length > 1 ? [list, value] : [value, list])];
}

/**
 * Reads the options of a file: JSON, or a module whose export is the options, as the program `parse-server` takes them. A module is run in a process
 * that can write no file and start no program.
 *
 * @throws OptionsError
 */
export async function readOptions(path: string): Promise<OldOptions> {
  const file = resolve(path);
  const isModule = ['.js', '.cjs', '.mjs'].includes(extname(file));
  const read = isModule ? await valueOfModule(file) : await valueOfJson(file);
  if (!isObject(read)) throw new OptionsError(`${path} holds no object with options.`);
  const apps = read['apps'];
  if (!Array.isArray(apps)) return new OldOptions(file, read);
  const [app, ...others] = apps as unknown[];
  if (others.length > 0 || !isObject(app)) throw new OptionsError(`${path} declares ${apps.length} apps: the options of one are needed.`);
  return new OldOptions(file, app);
}

async function valueOfJson(file: string): Promise<unknown> {
  const written = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new OptionsError(`${file} cannot be read (${error.code ?? 'unknown reason'}).`);
  });
  const value = jsonOf(written);
  if (value === undefined) throw new OptionsError(`${file} is no JSON.`);
  return value;
}

/** The program of the child: functions and instances become marks, everything else JSON. */
const PRINT_OPTIONS = `
const { pathToFileURL } = require('node:url');
const isPlain = (value) => [Object.prototype, null].includes(Object.getPrototypeOf(value));
const marked = (value) => {
  if (typeof value === 'function') return { ${FUNCTION_MARK}: value.name || 'anonymous' };
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== 'object' || value === null) return value;
  if (!isPlain(value)) return { ${INSTANCE_MARK}: value.constructor?.name ?? 'object' };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, marked(inner)]));
};
import(pathToFileURL(process.argv[1]).href).then((module) => {
  const exported = module.default ?? module;
  const options = exported?.default ?? exported;
  process.stdout.write('\\n' + JSON.stringify(marked(options)), () => process.exit(0));
}, (error) => { process.stderr.write(String(error?.code ?? error?.name)); process.exit(1); });
`;

async function valueOfModule(file: string): Promise<unknown> {
  const child = spawn(process.execPath, ['--permission', '--allow-fs-read=*', '--no-warnings', '-e', PRINT_OPTIONS, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: READ_MS_MAX,
    cwd: dirname(file),
  });
  const [printed, fault] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const value = jsonOf(printed.slice(printed.lastIndexOf('\n') + 1));
  if (value === undefined) throw new OptionsError(`${file} exports no options (${fault.slice(0, 100) || 'nothing was printed'}).`);
  return value;
}

function jsonOf(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}
