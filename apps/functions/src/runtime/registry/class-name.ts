import { SDK } from '../sdk/sdk.ts';

/** As in libs/contracts, whose schemas have no place in a process of code. */
export const FILE_CLASS = '@File';
export const CONFIG_CLASS = '@Config';

/**
 * The class that a trigger is registered for: its name, `Parse.User` and other classes of the SDK, subclasses of Parse.Object, Parse.File
 * or Parse.Config.
 */
export function classNameOf(named: unknown): string {
  if (named === SDK.File) return FILE_CLASS;
  if (named === SDK.Config) return CONFIG_CLASS;
  const { className, name } = (named ?? {}) as { className?: unknown; name?: unknown };
  if (typeof className === 'string' && className !== '') return className;
  if (typeof name === 'string' && name !== '') return name.replace('Parse', '@');
  return String(named);
}

/** True for a name or a class, where a trigger may be registered for no class in particular. */
export function namesClass(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'function' && Object.hasOwn(value, 'className'));
}
