import { refusesReadOnly, refusesWithoutMaster, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';
import { invalidClassName, isClassName, shown, type UnknownObject } from '@parlance/values';

/** Only the master keys see and change classes as such; the gateway says so too, and earlier. @throws MasterKeyRequired, OperationForbidden */
export function assertAdministers(identity: Identity, effect: 'read' | 'write'): void {
  const { kind } = identity;
  if (kind !== 'master' && kind !== 'readOnlyMaster') throw refusesWithoutMaster(identity, 'what administers classes');
  if (effect === 'write' && kind !== 'master') throw refusesReadOnly('change a schema');
}

/**
 * Classes of a locked app are changed by its file alone.
 *
 * @throws OperationForbidden (119)
 */
export function assertUnlocked({ settings }: Pick<App, 'settings'>): void {
  if (!settings.schema.lockSchemas) return;
  throw new ParseError('OperationForbidden', 'Cannot perform this operation when schemas options is used.');
}

/**
 * The class that a request is for: named by its path, by its body, or by both alike.
 *
 * @throws MissingRequiredField (135) no name; InvalidClassName (103) two names, or a name that no class can have
 */
export function requestedClass(inPath: string | undefined, body: UnknownObject): string {
  assertOneName(inPath, body);
  const { className: inBody } = body;
  const name = isGiven(inPath) ? inPath : inBody;
  if (!isGiven(name)) throw new ParseError('MissingRequiredField', 'POST /schemas needs a class name.');
  if (!isClassName(name)) throw invalidClassName(typeof name === 'string' ? name : JSON.stringify(name));
  return name;
}

/** @throws InvalidClassName (103) a body that names another class than the path does */
export function assertOneName(inPath: string | undefined, { className: inBody }: UnknownObject): void {
  if (!isGiven(inPath) || !isGiven(inBody) || inPath === inBody) return;
  const other = typeof inBody === 'number' ? inBody : shown(inBody);
  throw new ParseError('InvalidClassName', `Class name mismatch between ${other} and ${shown(inPath)}.`);
}

function isGiven(name: unknown): boolean {
  return name !== undefined && name !== null && name !== '';
}

export function classExists(className: string): ParseError {
  return new ParseError('InvalidClassName', `Class ${className} already exists.`);
}

export function noSuchClass(className: string): ParseError {
  return new ParseError('InvalidClassName', `Class ${shown(className)} does not exist.`);
}
