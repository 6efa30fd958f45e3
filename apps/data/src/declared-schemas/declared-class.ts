import { ParseError } from '@parlance/errors';
import { invalidClassName, isClassName, isObject, shown, type JsonObject, type UnknownObject } from '@parlance/values';

/** A class as a file declares it: fields and indexes as `PUT /schemas/<Class>` takes them. */
export interface DeclaredClass {
  readonly className: string;
  readonly fields: Readonly<Record<string, UnknownObject>>;
  readonly indexes: Readonly<Record<string, UnknownObject>>;
  readonly permissions: JsonObject | undefined;
}

/**
 * Reads the definitions of a file.
 *
 * @throws InvalidClassName (103) a name that is none, or two classes of one name; InvalidJson (107) members that are no objects
 */
export function readDefinitions(definitions: readonly UnknownObject[]): readonly DeclaredClass[] {
  const classes = definitions.map(readDefinition);
  const names = classes.map(({ className }) => className);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new ParseError('InvalidClassName', `The class ${twice} is declared twice.`);
  return classes;
}

function readDefinition({ className, fields = {}, indexes = {}, classLevelPermissions }: UnknownObject): DeclaredClass {
  if (!isClassName(className)) throw invalidClassName(typeof className === 'string' ? className : JSON.stringify(className));
  const permissions = classLevelPermissions ?? undefined;
  if (permissions !== undefined && !isObject(permissions)) throw invalid(className, 'classLevelPermissions');
  return {
    className,
    fields: objectsIn(className, 'fields', fields),
    indexes: objectsIn(className, 'indexes', indexes),
    permissions: permissions as JsonObject | undefined,
  };
}

function objectsIn(className: string, member: string, value: unknown): Readonly<Record<string, UnknownObject>> {
  if (!isObject(value) || !Object.values(value).every(isObject)) throw invalid(className, member);
  return value as Readonly<Record<string, UnknownObject>>;
}

function invalid(className: string, member: string): ParseError {
  return new ParseError('InvalidJson', `${member} of the class ${shown(className)} has to be an object of objects.`);
}
