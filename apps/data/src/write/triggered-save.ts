import { authorize, MASTER, refusesObject } from '@parlance/acl';
import { and, eq, type Condition } from '@parlance/query';
import { decodeWrite, type ClassSchema, type ObjectWrite, type StoredDocument } from '@parlance/values';
import { objectNotFound } from '../classes/object-not-found.ts';
import { queryTimeMs } from '../find/query-time.ts';
import { readObjects } from '../find/read-as-caller.ts';
import type { AfterSave, ClassTriggers, TriggerJson } from '../triggers/class-triggers.ts';
import { TriggerRun } from '../triggers/trigger-run.ts';
import { withoutHiddenTypes } from './hidden-types.ts';
import { changedMembers, isSystemMember, NOTHING, sentMembers, valuesOf } from './trigger-changes.ts';
import type { Writing } from './writing.ts';
import { writeOptions, type AskedSave, type WritingClass } from './writing-class.ts';

/** A save of a class that has triggers, from its beforeSave to its answer. */
export interface TriggeredSave {
  readonly triggers: ClassTriggers;
  readonly run: TriggerRun;
  /** The object as it was stored; undefined for a new one. */
  readonly original: TriggerJson | undefined;
  /** The members to store, as they were sent, or as beforeSave has left them. */
  readonly update: TriggerJson;
  /** Of a save that beforeSave has changed, the members that its sender does not know; `__op` changes among them. */
  readonly changed: TriggerJson;
  /** The word of afterSave about the answer. */
  after: AfterSave | undefined;
}

/**
 * Runs the beforeSave of a class, after everything that may be refused without it: it is never told of objects that the caller may not
 * change. All that it leaves is decoded anew, as members that a service has checked.
 *
 * @returns the save, with the write to go on with
 * @throws ObjectNotFound (101), and the other refusals of an update; the errors of the code; the errors of decodeWrite
 */
export async function triggerBeforeSave(
  writing: Writing,
  target: WritingClass,
  triggers: ClassTriggers,
  write: ObjectWrite,
  asked: AskedSave,
): Promise<{ readonly write: ObjectWrite; readonly triggered: TriggeredSave } | undefined> {
  const { settledByService } = asked;
  if (triggers.afterSave === undefined && triggers.beforeSave === undefined && settledByService === undefined) return undefined;
  const original = target.asked.operation === 'create' ? undefined : await originalOf(writing, target, asked);
  const { settled = {} } = asked;
  const run = new TriggerRun(writing.request, settledByService?.context ?? settled.context);
  const sent = sentMembers(asked.body, asked.added);
  const unchanged = { triggers, run, original, update: sent, changed: settledByService?.changed ?? NOTHING, after: undefined };
  if (triggers.beforeSave === undefined || settledByService !== undefined) return { write, triggered: unchanged };
  if (settled.context === undefined) {
    const objectId = target.asked.objectId ?? write.objectId;
    settled.update = await triggers.beforeSave({ objectId, original, update: sent }, run);
    settled.context = run.context;
  }
  const { update } = settled;
  if (update === undefined) return { write, triggered: unchanged };
  const changed = changedMembers(sent, update, original);
  return { write: decodedAgain(writing, target, { update, changed }, write), triggered: { ...unchanged, update, changed } };
}

/** The object of an update, as triggers see it. @throws as the update itself when the caller cannot reach it */
async function originalOf(writing: Writing, target: WritingClass, { condition, made }: AskedSave): Promise<TriggerJson> {
  const { known, asked } = target;
  if (known === undefined) throw objectNotFound();
  if (made !== undefined) return shownToTriggers(writing, known, made);
  const found = await objectForTriggers(writing, known, 'update', asked.objectId ?? '', condition);
  return found;
}

/**
 * An object that is about to be changed or removed, as triggers see it: all of it for code that is told hidden fields
 * (`protectedFieldsTriggerExempt`), else as much as the caller may see.
 *
 * @throws as refusesObject when the caller may not do so
 */
export async function objectForTriggers(
  writing: Writing,
  schema: ClassSchema,
  operation: 'update' | 'delete',
  objectId: string,
  condition?: Condition,
): Promise<TriggerJson> {
  const { app, identity, deadline } = writing;
  const one = eq('objectId', objectId);
  const page = { order: [], limit: 1, skip: 0, keys: undefined, excludeKeys: undefined };
  const query = { schema, condition: condition === undefined ? one : and(one, condition), ...page };
  const authorized = authorize(identity, schema, operation, query);
  const [document] = await app.reads.find(authorized, queryTimeMs(app.settings.queryTimeoutMs, deadline));
  if (document === undefined) throw refusesObject(identity, schema, operation, objectId);
  return shownToTriggers(writing, schema, document);
}

async function shownToTriggers({ app, identity }: Writing, schema: ClassSchema, document: StoredDocument): Promise<TriggerJson> {
  const viewer = app.settings.protectedFieldsTriggerExempt || identity.kind === 'platform' ? MASTER : identity;
  const [object] = await readObjects(app, schema, viewer, [document]);
  return { ...object, className: schema.className };
}

/** Everything that code has left of a save; internal members and dates that the caller was allowed to send are none of its business. */
function decodedAgain(
  writing: Writing,
  target: WritingClass,
  { update, changed }: { readonly update: TriggerJson; readonly changed: TriggerJson },
  before: ObjectWrite,
): ObjectWrite {
  const isNew = target.asked.operation === 'create';
  const { objectId: chosen, ...members } = update;
  const body = isNew && chosen !== undefined && chosen !== null ? { ...members, objectId: chosen } : members;
  const options = { ...writeOptions(writing, target), allowCustomObjectId: true, maintenance: false };
  const decoded = withoutHiddenTypes(writing, target.known, () => decodeWrite(body, isNew ? 'create' : 'update', options));
  assertLeft(target, decoded, changed);
  const kept = [...before.changes].filter(([name]) => name.startsWith('_') || isSystemMember(name));
  return kept.length === 0 ? decoded : { ...decoded, changes: new Map([...decoded.changes, ...kept]) };
}

/** Asks the rules of the class about all members, or about those that code has changed where a service has checked the others. */
function assertLeft({ rules, asked }: WritingClass, { changes, acl }: ObjectWrite, changed: TriggerJson): void {
  const left = asked.trusted ? [...changes].filter(([name]) => Object.hasOwn(changed, name)) : changes;
  rules?.assertWrite?.({ changes: new Map(left), acl }, asked);
}

/** Tells the afterSave of a save that was stored. @param base the answer without triggers */
export async function triggerAfterSave(triggered: TriggeredSave, objectId: string, base: Readonly<Record<string, unknown>>): Promise<void> {
  const { triggers, run, original, update, changed } = triggered;
  if (triggers.afterSave === undefined) return;
  const saved = { ...base, ...valuesOf(changed), objectId };
  triggered.after = await triggers.afterSave({ objectId, original, update, saved }, run);
}
