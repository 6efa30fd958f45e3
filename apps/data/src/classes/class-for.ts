import { readsEverything, refusesUnknownClass, type Identity } from '@parlance/acl';
import type { SettingsOf } from '@parlance/app-settings';
import { emptySchema, type ClassSchema } from '@parlance/values';
import type { SchemaCache } from '../schemas/schema-cache.ts';
import { assertReadable, classPolicy, isReadable, type ClassPolicy } from './class-policy.ts';

/** The members of an app that looking up a class takes. */
export interface ClassLookUp {
  readonly settings: SettingsOf<'data'>;
  readonly schemas: SchemaCache;
}

/**
 * The class a read asks for. A name that no class can have is a class that does not exist.
 *
 * @returns undefined for a class that does not exist
 * @throws OperationForbidden (119) for a class closed to the caller, and for an unknown one where clients may not create classes:
 *   they learn nothing about which exist
 */
export async function classForReading(
  app: ClassLookUp,
  className: string,
  identity: Identity,
  operation: 'find' | 'get' = 'find',
): Promise<ClassSchema | undefined> {
  const policy = classPolicy(className);
  if (policy === undefined) return undefined;
  assertReadable(policy, className, identity, operation);
  const schema = await schemaOf(app, className, policy);
  if (schema === undefined) assertMayUseUnknown(app, className, identity);
  return schema;
}

/** The class that a pointer of an object leads to; undefined also when it is closed to the caller, which is no error of the request. */
export async function classBehindPointer(app: ClassLookUp, className: string, identity: Identity): Promise<ClassSchema | undefined> {
  const policy = classPolicy(className);
  return policy === undefined || !isReadable(policy, identity) ? undefined : schemaOf(app, className, policy);
}

/** Classes of the platform are there before their first object, and some are never described in the schema. */
async function schemaOf(app: ClassLookUp, className: string, { rules }: ClassPolicy): Promise<ClassSchema | undefined> {
  return (await app.schemas.get(className)) ?? (rules === undefined ? undefined : emptySchema(className));
}

/** @throws OperationForbidden (119) where clients may not bring classes into being: they learn nothing about which exist */
export function assertMayUseUnknown(app: Pick<ClassLookUp, 'settings'>, className: string, identity: Identity): void {
  if (app.settings.allowClientClassCreation || readsEverything(identity)) return;
  throw refusesUnknownClass(className);
}
