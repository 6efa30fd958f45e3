import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { checkSetting } from '../app-settings/check-settings.ts';
import { checkKeys } from '../keys/check-keys.ts';
import type { SetSettings } from '../registry/app-record.ts';
import type { AppDeclaration } from './app-declaration.ts';
import { AppsFileError } from './apps-file-error.ts';
import { appsFile, type AppsFile } from './apps-file-schema.ts';
import { parseText } from './parse-text.ts';
import { References } from './references.ts';
import { unserved } from './unserved.ts';

export interface ReadOptions {
  readonly environment: (name: string) => string | undefined;
  /** Refuse secrets that could be guessed. */
  readonly production: boolean;
}

export interface ReadAppsFile {
  readonly apps: readonly AppDeclaration[];
  /** The apps file and the files it refers to, absolute. */
  readonly files: readonly string[];
  /** Changes with everything the file says, values from elsewhere included. */
  readonly fingerprint: string;
}

/**
 * Reads an apps file and the values it refers to, and checks all of it.
 *
 * @throws AppsFileError listing everything that is wrong at once, such as `apps[0].keys.master: is too short; …`
 */
export function readAppsFile(file: string, options: ReadOptions): ReadAppsFile {
  const path = resolve(file);
  const folder = dirname(path);
  const parsed = parseText(path, readText(file, path));
  if (!parsed.ok) throw new AppsFileError(file, [parsed.message]);

  const references = new References({ folder, environment: options.environment });
  const resolved = resolveApps(parsed.value, references);
  if (references.issues.length > 0) throw new AppsFileError(file, references.issues);

  const shaped = appsFile.safeParse(resolved);
  if (!shaped.success)
    throw new AppsFileError(
      file,
      shaped.error.issues.map(({ path: place, message }) => `${placeText(place)}: ${message}.`),
    );

  const issues = [...repeatedIds(shaped.data), ...shaped.data.apps.flatMap((app, index) => appIssues(app, `apps[${index}]`, options))];
  if (issues.length > 0) throw new AppsFileError(file, issues);
  const apps = shaped.data.apps.map((app) => declarationOf(app, path));
  return { apps, files: [path, ...references.files], fingerprint: hash('sha256', JSON.stringify(apps), 'base64') };
}

function readText(file: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new AppsFileError(file, [`it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}).`]);
  }
}

function resolveApps(value: unknown, references: References): unknown {
  if (typeof value !== 'object' || value === null || !('apps' in value) || !Array.isArray(value.apps)) return value;
  return { ...value, apps: value.apps.map((app: unknown, index) => references.resolveApp(app, `apps[${index}]`)) };
}

function placeText(place: readonly PropertyKey[]): string {
  const text = place.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? 'the file' : text.slice(1);
}

type DeclaredApp = AppsFile['apps'][number];

function* repeatedIds({ apps }: AppsFile): Iterable<string> {
  const first = new Map<string, number>();
  for (const [index, { id }] of apps.entries()) {
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, index);
    else yield `apps[${index}].id: apps[${earlier}] has the same id.`;
  }
}

function appIssues(app: DeclaredApp, place: string, { production }: ReadOptions): string[] {
  const keys = checkKeys(app.keys, production).map(({ kind, message }) => `${place}.keys.${kind}: ${message}`);
  const settings = Object.entries(app.settings).flatMap(([name, value]) => {
    const checked = checkSetting(name, value);
    return checked.ok ? [] : [`${place}.settings.${checked.message}`];
  });
  return [...keys, ...settings, ...unserved(app).map((issue) => `${place}.${issue}`)];
}

function declarationOf({ id, name, cloud, database, keys, settings }: DeclaredApp, path: string): AppDeclaration {
  return {
    id,
    name: name ?? id,
    file: basename(path),
    ...(cloud === undefined ? {} : { cloud: resolve(dirname(path), cloud) }),
    ...(database === undefined ? {} : { database }),
    keys,
    settings: completeSettings(settings),
  };
}

/** Members left out of a setting that is an object have their defaults from here on. */
function completeSettings(settings: SetSettings): SetSettings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      const checked = checkSetting(name, value);
      return [name, checked.ok ? checked.value : value];
    }),
  );
}
