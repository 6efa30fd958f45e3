import { GLOBAL_CONFIG, GRAPHQL_CONFIG, HOOKS, PLATFORM_CLASSES, platformClass, ROLE, USER } from '@parlance/platform-classes';
import { emptySchema, type ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';

/** Classes of the platform that are stored without a description, which nobody changes and which is shown to those who ask by name. */
export function isVirtualClass(className: string): boolean {
  return platformClass(className)?.described === false;
}

/** Virtual classes that hold settings of an app, of which no request drops anything. */
const SETTINGS_CLASSES: ReadonlySet<string> = new Set([HOOKS, GLOBAL_CONFIG, GRAPHQL_CONFIG]);

export function isSettingsClass(className: string): boolean {
  return SETTINGS_CLASSES.has(className);
}

/** Every app has these from its start. */
const ALWAYS_THERE: readonly string[] = [ROLE, USER];

/** The others that are described come into being by their first use. */
const MADE_BY_USE: readonly string[] = PLATFORM_CLASSES.filter(({ name, described }) => described && !ALWAYS_THERE.includes(name)).map(
  ({ name }) => name,
);

/**
 * The class as the schema API knows it: by its description, or, of the platform's classes, also without one, with its default columns and
 * open to everybody, when the app has it from its start or somebody has used it. Every schema route asks this.
 *
 * @returns undefined for a class that does not exist
 */
export async function existingClass(app: Pick<App, 'schemaStore' | 'indexes'>, className: string): Promise<ClassSchema | undefined> {
  return (await app.schemaStore.read(className)) ?? (await undescribedClass(app, className));
}

/** Every class there is, by name, but for the virtual ones. */
export async function existingClasses(app: Pick<App, 'schemaStore' | 'indexes'>): Promise<readonly ClassSchema[]> {
  const described = (await app.schemaStore.readAll()).filter(({ className }) => !isVirtualClass(className));
  const names = new Set(described.map(({ className }) => className));
  const missing = [...MADE_BY_USE, ...ALWAYS_THERE].filter((name) => !names.has(name)).sort();
  const undescribed = await Promise.all(missing.map((name) => undescribedClass(app, name)));
  return [...undescribed.filter((schema) => schema !== undefined), ...described];
}

async function undescribedClass({ indexes }: Pick<App, 'indexes'>, className: string): Promise<ClassSchema | undefined> {
  if (ALWAYS_THERE.includes(className)) return emptySchema(className);
  if (!MADE_BY_USE.includes(className)) return undefined;
  // Every collection has an index.
  return (await indexes.list(className)).indexes.length > 0 ? emptySchema(className) : undefined;
}
