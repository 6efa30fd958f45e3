import { isDeepStrictEqual } from 'node:util';
import type { functions, TriggerKind } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { assertNoForbiddenKeys, isObject } from '@parlance/values';
import type { RestObject } from './apply-changes.ts';

/**
 * The value in an answer of a webhook: `{"success": value}`. An empty answer is a success without a value.
 *
 * @throws the error of an answer `{"error": …}`: a string with code 141, an object with its own `code` and `message` (or `error`);
 *   WebhookFailed (143) for a status that is none of success, and for other bodies than JSON; InvalidFieldName (105)
 */
export function valueOf(status: number, body: string): unknown {
  if (status < 200 || status >= 400) throw new ParseError('WebhookFailed', `The webhook answered with the status ${status}.`);
  if (body === '') return undefined;
  const answer = parsed(body);
  if (!isObject(answer)) throw new ParseError('WebhookFailed', 'The webhook answered with something else than a JSON object.');
  const { error, success } = answer;
  // As at Parse Server: an empty error is none.
  if (error) throw errorOf(error);
  return success;
}

function parsed(body: string): unknown {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    throw new ParseError('WebhookFailed', 'The webhook answered with something else than JSON.');
  }
  assertNoForbiddenKeys(answer, body);
  return answer;
}

function errorOf(error: unknown): ParseError {
  if (!isObject(error)) return new ParseError('CloudCodeFailed', typeof error === 'string' ? error : JSON.stringify(error));
  const { code, message, error: text } = error;
  const words = typeof message === 'string' ? message : typeof text === 'string' ? text : JSON.stringify(error);
  return Number.isSafeInteger(code) ? ParseError.custom(code as number, words) : new ParseError('CloudCodeFailed', words);
}

/** Members of a saved object that are none of its fields. */
const NO_FIELDS: ReadonlySet<string> = new Set(['className', 'createdAt', 'updatedAt']);

/**
 * The outcome of a trigger of which a webhook has answered with `value`.
 *
 * A beforeSave webhook answers with the whole object. Members that it was shown and gives back unchanged keep the change that the client has sent,
 * so that an increment stays one; members that it leaves out are not saved.
 *
 * @param shown the object that the webhook was shown
 */
export function outcomeOf(
  kind: TriggerKind,
  value: unknown,
  { original, update = {} }: functions.TriggerInput,
  shown: RestObject | undefined,
): functions.TriggerOutcome {
  if (kind === 'afterFind') return Array.isArray(value) ? { objects: value as RestObject[] } : {};
  if (!isObject(value)) return {};
  if (kind === 'afterSave') return { object: value };
  if (kind !== 'beforeSave') return {};
  const members = Object.entries(value).filter(([name]) => !NO_FIELDS.has(name) && !(name === 'objectId' && original !== undefined));
  const changed = members.filter(([name, member]) => !isDeepStrictEqual(member, shown?.[name]));
  const given = new Set(members.map(([name]) => name));
  const kept = Object.entries(update).filter(([path]) => {
    const name = path.split('.', 1)[0] ?? path;
    return !changed.some(([other]) => other === name) && (given.has(name) || isDeletion(update[path]));
  });
  return { update: Object.fromEntries([...kept, ...changed]) };
}

/** A member that the client deletes is not in the object that the webhook is shown. */
function isDeletion(change: unknown): boolean {
  return isObject(change) && change['__op'] === 'Delete';
}
