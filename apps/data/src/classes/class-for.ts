import { classAccess, readsEverything, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { assertClassName, emptySchema, type ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';
import type { AskedWrite } from './class-rules.ts';
import { assertReadable, assertWritable, classPolicy, isReadable, type ClassPolicy } from './class-policy.ts';

/**
 * The class a read asks for. A name that no class can have is a class that does not exist.
 *
 * @returns undefined for a class that does not exist
 * @throws OperationForbidden (119) for a class closed to the caller, and for an unknown one where clients may not create classes:
 *   they learn nothing about which exist
 */
export async function classForReading(app: App, className: string, identity: Identity): Promise<ClassSchema | undefined> {
  const policy = classPolicy(className);
  if (policy === undefined) return undefined;
  assertReadable(policy, identity);
  const schema = await schemaOf(app, className, policy);
  if (schema === undefined) assertMayUseUnknown(app, identity);
  return schema;
}

/** The class that a pointer of an object leads to; undefined also when it is closed to the caller, which is no error of his. */
export async function classBehindPointer(app: App, className: string, identity: Identity): Promise<ClassSchema | undefined> {
  const policy = classPolicy(className);
  return policy === undefined || !isReadable(policy, identity) ? undefined : schemaOf(app, className, policy);
}

/** Classes of the platform are there before their first object, and some are never described in the schema. */
async function schemaOf(app: App, className: string, { rules }: ClassPolicy): Promise<ClassSchema | undefined> {
  return (await app.schemas.get(className)) ?? (rules === undefined ? undefined : emptySchema(className));
}

/**
 * The class a write goes to, and the class level's word on the operation.
 *
 * @returns undefined for a class that does not exist yet
 * @throws InvalidClassName (103); OperationForbidden (119), ObjectNotFound (101) as classAccess, and as classForReading
 */
export async function classForWriting(app: App, className: string, asked: AskedWrite): Promise<ClassSchema | undefined> {
  const { identity, operation } = asked;
  const policy = classPolicy(className);
  if (policy === undefined) {
    assertClassName(className);
    throw new ParseError('InvalidClassName', `Invalid class name: ${className}.`);
  }
  assertWritable(policy, className, asked);
  const schema = (await app.schemas.get(className)) ?? (policy.rules === undefined ? undefined : emptySchema(className));
  if (schema === undefined) assertMayUseUnknown(app, identity);
  else classAccess(identity, schema, operation);
  return schema;
}

function assertMayUseUnknown(app: App, identity: Identity): void {
  if (app.settings.allowClientClassCreation || readsEverything(identity)) return;
  throw new ParseError('OperationForbidden', 'Permission denied');
}
