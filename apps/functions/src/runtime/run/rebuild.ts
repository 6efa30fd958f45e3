import { SDK, type Json, type SdkObject } from '../sdk/sdk.ts';
import { ROLE } from '@parlance/platform-classes';

/** Names that the SDK accepts as attributes; nested ones (`a.b`) are set on their own. */
const NAME = /^[A-Za-z][0-9A-Za-z_]*$/;

/** The object of a trigger from its JSON in REST form. */
export function inflate(className: string, json: Json | undefined): SdkObject {
  return SDK.Object.fromJSON({ ...json, className });
}

/** A save as `data` describes it: the stored object, and the members that are sent. */
export interface Save {
  readonly className: string;
  readonly original: Json | undefined;
  readonly update: Json;
  /** After the save: members that the storing has decided. */
  readonly saved?: Json | undefined;
}

/**
 * The object that is being saved, as its trigger sees it: the stored object with the changes set on it, so that `dirtyKeys`, `original` and
 * increments by value work.
 */
export function rebuild({ className, original, update, saved }: Save): SdkObject {
  const objectId = (original?.objectId ?? undefined) as string | undefined;
  const readOnly = readOnlyNames(className, saved !== undefined && original === undefined && update.name !== undefined);
  const base: Json = original === undefined ? pick(update, readOnly) : original;
  const object = inflate(className, objectId === undefined ? base : { ...base, objectId });
  const changes: Json = {};
  for (const [name, value] of Object.entries(update)) {
    if (name.indexOf('.') > 0) setNested(object, name, value, readOnly);
    else if (NAME.test(name) && !readOnly.includes(name)) changes[name] = value;
  }
  object.set(SDK._decode(undefined, changes) as Json);
  if (saved !== undefined && typeof saved.objectId === 'string') object.id = saved.objectId;
  if (saved !== undefined) object._handleSaveResponse({ ...saved }, original === undefined ? 201 : 200);
  return object;
}

/** Attributes that the SDK does not let code set: those of its class, and the name of a role that has an id. */
function readOnlyNames(className: string, isNewInAfterSave: boolean): readonly string[] {
  const own = (SDK.Object.fromJSON({ className }).constructor as { readOnlyAttributes?: () => string[] }).readOnlyAttributes?.() ?? [];
  return className === ROLE && isNewInAfterSave && !own.includes('name') ? [...own, 'name'] : own;
}

function pick(members: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(members, name)).map((name) => [name, members[name]]));
}

/** `{'a.b': 1}` is a change of the member `b` of the object `a`. */
function setNested(object: SdkObject, name: string, value: unknown, readOnly: readonly string[]): void {
  if (typeof (value as { __op?: unknown } | null)?.__op === 'string') {
    if (!readOnly.includes(name)) object.set(name, SDK._decode(undefined, value));
    return;
  }
  const [parent = '', child = ''] = name.split('.');
  const held = object.get(parent);
  object.set(parent, { ...(typeof held === 'object' ? held : undefined), [child]: value });
}

/**
 * An object that a trigger hands back, in REST form: its members as they are, with those that are changed and not saved in full.
 */
export function restForm(object: unknown): Json {
  if (typeof (object as SdkObject | null)?.toJSON !== 'function') return {};
  const inflated = object as SdkObject;
  const json = inflated.toJSON();
  if (typeof inflated._getStateIdentifier !== 'function') return json;
  const [pending = {}] = SDK.CoreManager.getObjectStateController().getPendingOps(inflated._getStateIdentifier());
  for (const name of Object.keys(pending)) {
    const value = inflated.get(name) as { _toFullJSON?: () => Json } | undefined;
    json[name] = typeof value?._toFullJSON === 'function' ? value._toFullJSON() : value;
  }
  if (inflated.className !== undefined && json.className === undefined) json.className = inflated.className;
  return json;
}
