import type { Json, SdkObject } from '../sdk/sdk.ts';
import type { Handler } from '../registry/registry.ts';
import { USER } from '@parlance/platform-classes';

/** The words of a validator; checked when it was defined. */
interface Validator {
  readonly requireUser?: boolean;
  readonly requireMaster?: boolean;
  readonly validateMasterKey?: boolean;
  readonly skipWithMasterKey?: boolean;
  readonly requireAnyUserRoles?: RoleNames;
  readonly requireAllUserRoles?: RoleNames;
  readonly requireUserKeys?: readonly string[] | Readonly<Record<string, Field>>;
  readonly fields?: readonly string[] | Readonly<Record<string, Field | string>>;
}
type RoleNames = readonly string[] | (() => unknown);

interface Field {
  readonly type?: unknown;
  readonly required?: boolean;
  readonly default?: unknown;
  readonly constant?: boolean;
  readonly options?: unknown;
  readonly error?: string;
}

/** The parts of `request` that a validator looks at. It fills in defaults. */
export interface Checked {
  readonly master: boolean;
  readonly user?: SdkObject | undefined;
  readonly object?: SdkObject | undefined;
  readonly original?: SdkObject | undefined;
  readonly params?: Json | undefined;
}

/** True for a validator by which calls with the master key do not run the handler of a trigger. */
export function skipsWithMasterKey(validator: unknown, { master }: Checked): boolean {
  return master && typeof validator === 'object' && (validator as Validator | null)?.skipWithMasterKey === true;
}

/**
 * Asks the validator of a function or trigger.
 *
 * @param rolesOf names of the caller's roles, inherited ones included
 * @throws Error with the text of Parse Server, or anything that a validator of code throws
 */
export async function validate(validator: unknown, request: Checked, rolesOf: () => readonly string[]): Promise<void> {
  if (!validator) return;
  if (typeof validator === 'function') {
    await (validator as (request: Checked) => unknown)(request);
    return;
  }
  const words = validator as Validator;
  if (request.master && !words.validateMasterKey) return;
  const user = request.user ?? ownSignUp(request.object);
  requireCaller(words, user, request.master);
  await checkFields(words.fields, request);
  await checkRoles(words, rolesOf);
  await checkUserKeys(words.requireUserKeys, user);
}

/** A user who signs up counts as logged in. */
function ownSignUp(object: SdkObject | undefined): SdkObject | undefined {
  return object?.className === USER && !object.existed() ? object : undefined;
}

function requireCaller(words: Validator, user: SdkObject | undefined, master: boolean): void {
  if ((words.requireUser || words.requireAnyUserRoles || words.requireAllUserRoles) && user === undefined) {
    throw refusal('Validation failed. Please login to continue.');
  }
  if (words.requireMaster && !master) throw refusal('Validation failed. Master key is required to complete this request.');
}

const refusal = (text: string): Error => new Error(text);

async function checkFields(fields: Validator['fields'], request: Checked): Promise<void> {
  const values = request.object === undefined ? (request.params ?? {}) : membersOf(request.object);
  const demand = (name: string): void => {
    if (values[name] == null) throw refusal(`Validation failed. Please specify data for ${name}.`);
  };
  if (Array.isArray(fields)) return (fields as readonly string[]).forEach(demand);
  const asked: Promise<void>[] = [];
  for (const [name, field] of Object.entries((fields ?? {}) as Record<string, Field | string>)) {
    if (typeof field === 'string') demand(field);
    else if (typeof field === 'object' && field !== null) checkField(name, field, values, request, demand, asked);
  }
  await Promise.all(asked);
}

/** Parameters of Config have no JSON form of their own. */
function membersOf(object: SdkObject): Json {
  return typeof object.toJSON === 'function' ? object.toJSON() : (object as unknown as { attributes: Json }).attributes;
}

function checkField(
  name: string,
  field: Field,
  values: Json,
  { object, original }: Checked,
  demand: (name: string) => void,
  asked: Promise<void>[],
): void {
  if (field.default != null && values[name] == null) {
    values[name] = field.default;
    object?.set(name, field.default);
  }
  if (field.constant && object !== undefined) {
    if (original !== undefined) object.revert(name);
    else if (field.default != null) object.set(name, field.default);
  }
  if (field.required) demand(name);
  const value = values[name];
  if (!field.required && value === undefined) return;
  if (field.type) checkType(name, field.type, value);
  if (field.options) asked.push(checkOptions(name, field, value));
}

function checkType(name: string, type: unknown, value: unknown): void {
  const expected = typeNameOf(type);
  const actual = Array.isArray(value) ? 'array' : typeof value;
  if (actual !== expected) throw refusal(`Validation failed. Invalid type for ${name}. Expected: ${expected}`);
}

/** `String` → `string`: the name of a constructor, in lower case. */
function typeNameOf(type: unknown): string {
  return typeof type === 'function' ? (/^\s*function (\w+)/.exec(type.toString())?.[1]?.toLowerCase() ?? '') : '';
}

async function checkOptions(name: string, { options, error }: Field, value: unknown): Promise<void> {
  if (typeof options === 'function') return askOptions(name, options, error, value);
  const list: readonly unknown[] = Array.isArray(options) ? options : [options];
  if (!list.includes(value)) {
    throw refusal(error || `Validation failed. Invalid option for ${name}. Expected: ${list.join(', ')}`);
  }
}

async function askOptions(name: string, options: Handler, error: string | undefined, value: unknown): Promise<void> {
  const invalid = error || `Validation failed. Invalid value for ${name}.`;
  let answer: unknown;
  try {
    answer = await (options as (value: unknown) => unknown)(value);
  } catch (thrown) {
    throw refusal(error || textOf(thrown) || invalid);
  }
  if (!answer && answer != null) throw refusal(invalid);
}

function textOf(thrown: unknown): string {
  const { message } = (thrown ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : typeof thrown === 'string' ? thrown : '';
}

async function checkRoles({ requireAnyUserRoles, requireAllUserRoles }: Validator, rolesOf: () => readonly string[]): Promise<void> {
  if (!requireAnyUserRoles && !requireAllUserRoles) return;
  const roles = new Set(rolesOf());
  const any = await namesOf(requireAnyUserRoles);
  const all = await namesOf(requireAllUserRoles);
  if (any !== undefined && !any.some((name) => roles.has(name)))
    throw refusal('Validation failed. User does not match the required roles.');
  if (all?.some((name) => !roles.has(name))) throw refusal('Validation failed. User does not match all the required roles.');
}

async function namesOf(roles: RoleNames | undefined): Promise<readonly string[] | undefined> {
  if (typeof roles !== 'function') return roles;
  const names = await roles();
  if (!Array.isArray(names)) throw refusal('Validation failed. User does not match the required roles.');
  return names as readonly string[];
}

async function checkUserKeys(userKeys: Validator['requireUserKeys'], user: SdkObject | undefined): Promise<void> {
  if (userKeys === undefined) return;
  if (Array.isArray(userKeys)) {
    for (const name of userKeys as readonly string[]) {
      if (user === undefined) throw refusal('Please login to make this request.');
      if (user.get(name) == null) throw refusal(`Validation failed. Please set data for ${name} on your account.`);
    }
    return;
  }
  const fields = Object.entries(userKeys as Record<string, Field>).filter(([, field]) => field.options);
  if (fields.length > 0 && user === undefined) throw refusal('Please login to make this request.');
  await Promise.all(fields.map(([name, field]) => checkOptions(name, field, user?.get(name))));
}
