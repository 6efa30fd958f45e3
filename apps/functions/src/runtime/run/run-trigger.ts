import type { Run } from '../../channel/messages.ts';
import { asSdkError, OF_TRIGGER, OF_VALIDATOR, type Defaults } from '../errors/thrown.ts';
import { bytesOf, parseJson, textOf, toJson } from '../primordials.ts';
import { CONFIG_CLASS, FILE_CLASS } from '../registry/class-name.ts';
import type { Registration } from '../registry/registry.ts';
import { isSdkObject, SDK, type Json, type SdkObject } from '../sdk/sdk.ts';
import { skipsWithMasterKey, validate, type Checked } from '../validate/validate.ts';
import { callerMembers, type Begin, type Outcome, type Surroundings } from './call.ts';
import { contextAfter, readContext } from './context.ts';
import { fileMembers, fileOutcome, type FileMembers } from './file-object.ts';
import { findOutcome, queryOf } from './find-query.ts';
import { inflate, rebuild, restForm } from './rebuild.ts';
import type { FileInput, TriggerInput, TriggerOutcome } from './trigger-words.ts';

const FILE_SAVE_ERROR = 130;
const FILE_DELETE_ERROR = 153;

/** One trigger at work: the members of `request` of its own, and how its outcome is read. */
interface Subject {
  readonly members: Json;
  /** @param returned by the handler; undefined where the validator has let the call pass without it */
  readonly outcome: (request: Json, returned: unknown) => TriggerOutcome;
  readonly defaults?: Defaults;
  /** Triggers of files and some others know no context. */
  readonly hasContext?: boolean;
}

/**
 * Runs a trigger: its validator, then its handler. A trigger that is not registered changes nothing.
 *
 * @throws anything as an error of the SDK: 141 for texts and errors, 142 of validators, 130 and 153 of files
 */
export async function runTrigger(run: Run, body: Uint8Array, { registry, door }: Surroundings, begin: Begin): Promise<Outcome> {
  const { triggerKind: kind = '', className = '' } = run;
  const registration = registry.trigger(kind, className);
  if (registration === undefined) return { body: bytesOf('{}') };
  const subject = subjectOf(kind, className, parseJson(textOf(body)) as TriggerInput);
  const { hasContext = true, defaults = OF_TRIGGER } = subject;
  const request: Json = {
    ...subject.members,
    triggerName: kind,
    ...callerMembers(run, door),
    ...(hasContext ? { context: readContext(run.context) } : {}),
  };
  try {
    const outcome = await outcomeOf(registration, request, subject, run, begin);
    const context = hasContext ? contextAfter(run.context, request.context) : undefined;
    return { body: bytesOf(toJson({ ...outcome, ...(context === undefined ? {} : { context }) })) };
  } catch (error) {
    throw asSdkError(error, defaults);
  }
}

async function outcomeOf(
  { validator, handler }: Registration,
  request: Json,
  { outcome }: Subject,
  { roles }: Run,
  begin: Begin,
): Promise<TriggerOutcome> {
  const checked = request as unknown as Checked;
  if (validator !== undefined) begin();
  try {
    await validate(validator, checked, () => roles ?? []);
  } catch (error) {
    throw asSdkError(error, OF_VALIDATOR);
  }
  if (skipsWithMasterKey(validator, checked)) return outcome(request, undefined);
  begin();
  return outcome(request, await (handler as (request: unknown) => unknown)(request));
}

function subjectOf(kind: string, className: string, input: TriggerInput): Subject {
  if (className === FILE_CLASS) return ofFile(kind, input);
  if (className === CONFIG_CLASS) return ofConfig(input);
  if (kind === 'beforeSave' || kind === 'afterSave') return ofSave(kind, className, input);
  if (kind === 'beforeFind') return ofQuery(className, input);
  if (kind === 'afterFind') return ofResults(className, input);
  return { members: { object: inflate(className, input.object) }, outcome: () => ({}) };
}

function ofSave(kind: string, className: string, { original, update = {}, saved }: TriggerInput): Subject {
  const object = rebuild({ className, original, update, saved: kind === 'afterSave' ? (saved ?? {}) : undefined });
  const members = { object, ...(original === undefined ? {} : { original: inflate(className, original) }) };
  if (kind === 'beforeSave') return { members, outcome: () => ({ update: saveJson(object) }) };
  return { members, outcome: (_request, returned) => answerOf(object, returned) };
}

/** The members to store, with the id where code or the client has chosen one. */
function saveJson(object: SdkObject): Json {
  const json = object._getSaveJSON();
  return object.id === undefined ? json : { ...json, objectId: object.id };
}

/** An object that an afterSave returns is shown instead of the saved one; JSON is the whole answer. */
function answerOf(object: SdkObject, returned: unknown): TriggerOutcome {
  if (typeof returned !== 'object' || returned === null || Array.isArray(returned)) return { object: object.toJSON() };
  return isSdkObject(returned) ? { object: returned.toJSON() } : { answer: returned as Json };
}

function ofQuery(className: string, { query: json, count = false, isGet = false }: TriggerInput): Subject {
  const query = queryOf(className, json);
  return { members: { query, count, isGet }, outcome: (request, returned) => findOutcome(request, query, returned) };
}

function ofResults(className: string, { objects = [], query, isGet = false }: TriggerInput): Subject {
  const inflated = objects.map((json) => inflate((json.className as string | undefined) ?? className, json));
  return {
    members: { objects: inflated, query: queryOf(className, query), isGet },
    outcome(request, returned) {
      const results = returned || request.objects;
      if (!Array.isArray(results)) throw new TypeError(`afterFind of ${className} has to return a list of objects.`);
      return { objects: results.map(restForm) };
    },
  };
}

function ofFile(kind: string, input: TriggerInput): Subject {
  const file = input.file as FileInput;
  const members = fileMembers(file);
  return {
    members: members as unknown as Json,
    outcome: (request, returned) => ({ file: fileOutcome(request as unknown as FileMembers, returned, file) }),
    defaults: fileDefaults(kind, file.name),
    hasContext: false,
  };
}

function fileDefaults(kind: string, name: string): Defaults {
  if (kind.endsWith('Save')) return { code: FILE_SAVE_ERROR, message: `Could not store file: ${name}.` };
  if (kind.endsWith('Delete')) return { code: FILE_DELETE_ERROR, message: 'Could not delete file.' };
  return { message: `Could not find file: ${name}.` };
}

function ofConfig({ original, update }: TriggerInput): Subject {
  const object = configOf(update);
  return {
    members: { object, ...(original === undefined ? {} : { original: configOf(original) }) },
    outcome: () => ({ config: SDK._encode(object.attributes) as Json }),
  };
}

function configOf(json: Json | undefined): { attributes: Json } {
  const config = new SDK.Config();
  config.attributes = SDK._decode(undefined, json ?? {}) as Json;
  return config;
}
