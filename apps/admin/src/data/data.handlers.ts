import { data as operations } from '@parlance/admin-operations';
import { withoutSecrets } from '@parlance/audit';
import { data, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { handles, type AdminCall, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';
import { classDoor, readObject } from './class-door.ts';
import { countedClasses, describedClass } from './classes.ts';
import { readerOf } from './reader.ts';

type Json = Record<string, unknown>;

/** Objects and classes of an app, for people who look at them and change them by hand. */
export const DATA_HANDLERS: readonly AnyAdminHandler[] = [
  handles(operations.listClasses, async (_request, call) => ({ classes: await countedClasses(call) })),
  handles(operations.findObjects, async ({ className, where, order, after, limit, keys, include, count, as }, call) => {
    const asked = { where, order, after, limit, keys: keys?.join(','), include: include?.join(','), count: count ? 1 : undefined };
    const parameters = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
    const look = await readerOf(as, className, call);
    const found = jsonOf<{ results: Json[]; after?: string | null; count?: number }>(await look(data.find, { className, parameters }));
    return { results: found.results, next: found.after ?? undefined, count: found.count };
  }),
  handles(operations.findAnchors, async ({ app: _app, as, ...request }, call) => {
    const look = await readerOf(as, request.className, call);
    return look(data.findAnchors, request);
  }),
  handles(operations.getObject, ({ className, objectId, include = [] }, call) => shown(className, objectId, include, call)),
  handles(operations.createObject, async ({ className, object }, call) => {
    const { objectId } = await classDoor(className, call).create(object);
    call.note({ name: 'objectId', after: objectId });
    call.nameSubject(`${className}/${objectId}`);
    return shown(className, objectId, [], call);
  }),
  handles(operations.updateObject, async ({ className, objectId, changes, ifUpdatedAt }, call) => {
    const before = await readObject(className, objectId, [], call);
    await classDoor(className, call).update(objectId, changes, ifUpdatedAt);
    const after = await readObject(className, objectId, [], call);
    noteDifferences(before, after, call);
    return { object: after };
  }),
  handles(operations.deleteObject, async ({ className, objectId }, call) => {
    const before = await readObject(className, objectId, [], call);
    await classDoor(className, call).delete(objectId);
    call.note({ name: 'object', before: withoutSecrets(before), after: null });
    return {};
  }),
  handles(operations.createClass, async ({ className, fields, classLevelPermissions }, { ask }) =>
    asClass(await ask(data.createClass, { className, body: { className, fields, ...given({ classLevelPermissions }) } })),
  ),
  handles(operations.dropClass, async ({ className, confirm }, { ask }) => {
    assertConfirmed(confirm, className);
    await ask(data.purgeClass, { className });
    await ask(data.dropClass, { className });
    return {};
  }),
  handles(operations.addField, async ({ className, field, type, ...rules }, call) => {
    const { targetClass, required, defaultValue } = rules;
    return changeClass(className, { fields: { [field]: { type, ...given({ targetClass, required, defaultValue }) } } }, call);
  }),
  handles(operations.dropField, async ({ className, field, confirm }, call) => {
    assertConfirmed(confirm, field);
    return changeClass(className, { fields: { [field]: { __op: 'Delete' } } }, call);
  }),
  handles(operations.changePermissions, ({ className, classLevelPermissions }, call) =>
    changeClass(className, { classLevelPermissions }, call),
  ),
];

async function shown(className: string, objectId: string, include: readonly string[], call: AdminCall) {
  return { object: await readObject(className, objectId, include, call) };
}

/** The members of the object that the change has changed, for its history. */
function noteDifferences(before: Readonly<Json>, after: Readonly<Json>, { note }: AdminCall): void {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => name !== 'updatedAt');
  for (const name of names) {
    const [left, right] = [fieldOf(before, name), fieldOf(after, name)];
    if (JSON.stringify(left) === JSON.stringify(right)) continue;
    const [shownLeft, shownRight] = [withoutSecrets(left), withoutSecrets(right)] as [Json, Json];
    const isWhole = JSON.stringify(shownLeft) === JSON.stringify(left);
    note({ name: `object.${name}`, ...renamed(shownLeft, name, 'before'), ...renamed(shownRight, name, 'after'), isWhole });
  }
}

/** A field by its name and value, or nothing where it is not set: a member is secret by its name. */
function fieldOf(object: Readonly<Json>, name: string): Json {
  return object[name] === undefined ? {} : { [name]: object[name] };
}

function renamed(field: Json, from: string, to: string): Json {
  return from in field ? { [to]: field[from] } : {};
}

async function changeClass(className: string, body: Json, { ask }: AdminCall) {
  return asClass(await ask(data.changeClass, { className, body: { className, ...body } }));
}

function asClass(reply: RestReply) {
  return { class: describedClass(jsonOf<Json>(reply)) };
}

function given(members: Json): Json {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** @throws ParseError ValidationFailed */
function assertConfirmed(confirm: string, name: string): void {
  if (confirm !== name) throw new ParseError('ValidationFailed', `confirm has to be ${name}.`);
}
