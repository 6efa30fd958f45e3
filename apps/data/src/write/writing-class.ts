import { classAccess, parseAcl, seesInternal, aclMembers } from '@parlance/acl';
import type { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Condition } from '@parlance/query';
import {
  assertClassName,
  BODY_LIMITS,
  decodeWrite,
  emptySchema,
  fieldOf,
  isObject,
  type ClassSchema,
  type ObjectWrite,
  type AclMembers,
  type StoredDocument,
  type WriteOptions,
} from '@parlance/values';
import { assertMayUseUnknown } from '../classes/class-for.ts';
import { assertWritable, classPolicy } from '../classes/class-policy.ts';
import type { AskedWrite, ClassRules } from '../classes/class-rules.ts';
import { assertMayAddFields } from '../schemas/grow-class.ts';
import type { ClassTriggers, TriggerJson } from '../triggers/class-triggers.ts';
import { withoutHiddenTypes } from './hidden-types.ts';
import { triggersOfWrite, type Writing } from './writing.ts';

/**
 * The class that a write goes to, resolved once: its description, and the rules it adds. Every path applies them in this order:
 *
 * 1. prepare: the class may be written at all (`assertWritable`, `assertWriter`), the class permissions (classForWriting);
 * 2. prepare: the body as sent (`assertWrite`), then the members that a service adds (readSave);
 * 3. prepare: the trigger beforeSave, the indexes that the write needs (`indexesOfWrite`) (beforeSaving);
 * 4. prepare: default values and required fields, the ACL to store (`acl`);
 * 5. store: the meaning of a unique index's refusal (`taken`);
 * 6. after: the identities that are stale (`staleAfter`).
 */
export interface WritingClass {
  readonly className: string;
  readonly asked: AskedWrite;
  /** Undefined for a class that adds none. */
  readonly rules: ClassRules | undefined;
  /** Undefined for a class that does not exist yet. */
  readonly known: ClassSchema | undefined;
  /** Undefined for a class without any, and for writes that run none. */
  readonly triggers: ClassTriggers | undefined;
}

/** The result of a beforeSave is kept for another attempt at the same save, so that it runs once. */
export interface SettledSave {
  update?: TriggerJson | undefined;
  context?: string;
}

/** The body of a save, and the part of it that only a service of ours may send. */
export interface AskedSave {
  readonly className: string;
  readonly body: Readonly<Record<string, unknown>>;
  /**
   * Members that a service adds, internal ones by their stored names; they win over the body. Present, even empty, they say that a
   * service which may write the class has checked the save.
   */
  readonly added?: Readonly<Record<string, unknown>> | undefined;
  /** The save as an import has read and checked it, in place of the body. */
  readonly decoded?: ObjectWrite | undefined;
  /** The state of the object that a service insists on; of an update. */
  readonly condition?: Condition | undefined;
  /** The object of an update that an earlier part of the same transaction makes. */
  readonly made?: StoredDocument | undefined;
  /** The service has run beforeSave itself: its context for afterSave, and the members that it has changed. */
  readonly settledByService?: data.SettledByService | undefined;
  /** Of a save that may be tried several times. */
  readonly settled?: SettledSave | undefined;
}

const NO_BODY: AskedSave['body'] = Object.freeze({});

/**
 * Step 1 of the order above.
 *
 * @param objectId undefined for a create
 * @param trusted a service of ours that may write the class has asked
 * @param body of a save
 * @throws InvalidClassName (103); OperationForbidden (119), ObjectNotFound (101) as classAccess; the errors of the class's own rules
 */
export async function classForWriting(
  writing: Writing,
  className: string,
  operation: AskedWrite['operation'],
  objectId: string | undefined,
  trusted: boolean,
  body: AskedSave['body'] = NO_BODY,
): Promise<WritingClass> {
  const { app, identity } = writing;
  const policy = classPolicy(className);
  if (policy === undefined) {
    assertClassName(className);
    throw new ParseError('InvalidClassName', `Invalid class name: ${className}.`);
  }
  const asked = { identity, operation, objectId, trusted };
  assertWritable(policy, className, asked);
  const { rules } = policy;
  const known = (await app.schemas.get(className)) ?? (rules === undefined ? undefined : emptySchema(className));
  if (known === undefined) assertMayUseUnknown(app, className, identity);
  else assertClassAccess({ app, identity }, known, operation, body);
  return { className, asked, rules, known, triggers: triggersOfWrite(writing, className) };
}

/**
 * Asks the class permissions. Of two refusals that of new fields is told, as clients know it from Parse Server.
 *
 * @throws as classAccess and assertMayAddFields
 */
function assertClassAccess(
  { app, identity }: Pick<Writing, 'app' | 'identity'>,
  known: ClassSchema,
  operation: AskedWrite['operation'],
  body: AskedSave['body'],
): void {
  try {
    classAccess(identity, known, operation);
  } catch (refusal) {
    const isNew = (name: string) => !known.fields.has(fieldOf(name)) && !isDelete(body[name]);
    if (operation !== 'delete' && Object.keys(body).some(isNew)) assertMayAddFields(app, known, identity, operation);
    throw refusal;
  }
}

function isDelete(value: unknown): boolean {
  return isObject(value) && value['__op'] === 'Delete';
}

/** Step 2: the body as changes, which may be sent, with those a service adds. @throws as decodeWrite, and as the class's rules */
export function readSave(writing: Writing, target: WritingClass, { body, added, decoded }: AskedSave): ObjectWrite {
  if (decoded !== undefined) return decoded;
  const { asked, rules, known } = target;
  const mode = asked.operation === 'create' ? 'create' : 'update';
  const sent = withoutHiddenTypes(writing, known, () => decodeWrite(body, mode, writeOptions(writing, target)));
  rules?.assertWrite?.(sent, asked);
  return added === undefined ? sent : withAdded(sent, added, mode);
}

/** How the body of a save is decoded. */
export function writeOptions({ app, identity }: Writing, { asked, known }: WritingClass): WriteOptions {
  const { classicLimits, allowCustomObjectId, writeFieldsMax, writeRelationsMax } = app.settings;
  const limits = { ...BODY_LIMITS, fields: writeFieldsMax, relations: writeRelationsMax };
  return { classicLimits, allowCustomObjectId, limits, maintenance: seesInternal(identity), objectId: asked.objectId, schema: known };
}

function withAdded(sent: ObjectWrite, members: Readonly<Record<string, unknown>>, mode: 'create' | 'update'): ObjectWrite {
  const added = decodeWrite(members, mode, { maintenance: true, allowCustomObjectId: true });
  return {
    changes: new Map([...sent.changes, ...added.changes]),
    acl: added.acl ?? sent.acl,
    objectId: added.objectId ?? sent.objectId,
  };
}

/** Of step 4: the stored form of the ACL that a save sends, or that its class gives it; undefined for none. @throws InvalidAcl (123) */
export function sentAcl({ app }: Writing, { asked, rules }: WritingClass, objectId: string, write: ObjectWrite): AclMembers | undefined {
  const acl = parseAcl(rules?.acl === undefined ? write.acl : rules.acl(write.acl, objectId, asked, app.settings));
  return acl === undefined ? undefined : aclMembers(acl);
}
