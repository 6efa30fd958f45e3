import type { functions } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { assertNoForbiddenKeys, isObject } from '@parlance/values';

const NOTHING: functions.TriggerOutcome = Object.freeze({});
const OBJECTS = ['update', 'object', 'answer', 'query', 'context'] as const;

/**
 * Reads the answer of a trigger, which comes from the process of somebody's code. No bytes change nothing.
 *
 * @throws InvalidFieldName (105) a forbidden key, at any depth; CloudCodeFailed (141) bytes that are no such answer
 */
export function readOutcome(body: Uint8Array): functions.TriggerOutcome {
  if (body.length === 0) return NOTHING;
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  const json = parsed(text);
  assertNoForbiddenKeys(json, text);
  if (!isObject(json)) throw unreadable();
  for (const name of OBJECTS) if (json[name] !== undefined && !isObject(json[name])) throw unreadable();
  const { objects } = json;
  if (objects !== undefined && !(Array.isArray(objects) && objects.every(isObject))) throw unreadable();
  return json;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable();
  }
}

function unreadable(): ParseError {
  return new ParseError('CloudCodeFailed', 'The trigger gave no answer that can be read.');
}
