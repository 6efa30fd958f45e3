import { classAccess, parseAcl, seesInternal, aclMembers } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
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
} from '@parlance/values';
import { assertMayUseUnknown } from '../classes/class-for.ts';
import { assertWritable, classPolicy } from '../classes/class-policy.ts';
import type { AskedWrite, ClassRules } from '../classes/class-rules.ts';
import { assertMayAddFields } from '../schemas/grow-class.ts';
import { withoutHiddenTypes } from './hidden-types.ts';
import type { BeforeSave } from './slots.ts';
import type { Writing } from './writing.ts';

/**
 * The class that a write goes to, resolved once: its description, and the rules it adds. Every path applies them in this order:
 *
 * 1. prepare: the class may be written at all (`assertWritable`, `assertWriter`), the class permissions (classForWriting);
 * 2. prepare: the body as sent (`assertWrite`), then the members that a service adds (readSave);
 * 3. prepare: the slot beforeSave, the indexes that the write needs (`indexesOfWrite`) (beforeSaving);
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
  { app, identity }: Writing,
  className: string,
  operation: AskedWrite['operation'],
  objectId: string | undefined,
  trusted: boolean,
  body: AskedSave['body'] = NO_BODY,
): Promise<WritingClass> {
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
  return { className, asked, rules, known };
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
export function readSave(writing: Writing, { asked, rules, known }: WritingClass, { body, added }: AskedSave): ObjectWrite {
  const { settings } = writing.app;
  const mode = asked.operation === 'create' ? 'create' : 'update';
  const { classicLimits, allowCustomObjectId, writeFieldsMax, writeRelationsMax } = settings;
  const limits = { ...BODY_LIMITS, fields: writeFieldsMax, relations: writeRelationsMax };
  const options = {
    classicLimits,
    allowCustomObjectId,
    limits,
    maintenance: seesInternal(writing.identity),
    objectId: asked.objectId,
    schema: known,
  };
  const sent = withoutHiddenTypes(writing, known, () => decodeWrite(body, mode, options));
  rules?.assertWrite?.(sent, asked);
  return added === undefined ? sent : withAdded(sent, added, mode);
}

function withAdded(sent: ObjectWrite, members: Readonly<Record<string, unknown>>, mode: 'create' | 'update'): ObjectWrite {
  const added = decodeWrite(members, mode, { maintenance: true, allowCustomObjectId: true });
  return {
    changes: new Map([...sent.changes, ...added.changes]),
    acl: added.acl ?? sent.acl,
    objectId: added.objectId ?? sent.objectId,
  };
}

/** Step 3. @returns undefined when there is nothing to wait for, as for all classes without rules and triggers */
export function beforeSaving(writing: Writing, target: WritingClass, write: ObjectWrite): Promise<ObjectWrite> | undefined {
  const trigger = writing.app.slots.beforeSave?.(target.className);
  return trigger === undefined && target.rules === undefined ? undefined : runBeforeSaving(writing, target, write, trigger);
}

async function runBeforeSaving(
  writing: Writing,
  { className, asked, rules, known }: WritingClass,
  write: ObjectWrite,
  trigger: BeforeSave | undefined,
): Promise<ObjectWrite> {
  const objectId = asked.objectId ?? write.objectId;
  const isNew = asked.operation === 'create';
  const changed = trigger === undefined ? write : await trigger({ className, objectId, isNew, write }, writing);
  if (rules !== undefined) await writing.app.writes.prepare(known ?? emptySchema(className), rules.indexesOfWrite?.(changed) ?? []);
  return changed;
}

/** Of step 4: the stored form of the ACL that a save sends, or that its class gives it; undefined for none. @throws InvalidAcl (123) */
export function sentAcl({ app }: Writing, { asked, rules }: WritingClass, objectId: string, write: ObjectWrite): AclMembers | undefined {
  const acl = parseAcl(rules?.acl === undefined ? write.acl : rules.acl(write.acl, objectId, asked, app.settings));
  return acl === undefined ? undefined : aclMembers(acl);
}
