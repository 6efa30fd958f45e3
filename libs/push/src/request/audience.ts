import { ParseError } from '@parlance/errors';
import { askedNodes, parseWhere, type AskedCondition } from '@parlance/query';
import { isObject, type UnknownObject } from '@parlance/values';
import { isDeviceType } from '../routing/device-types.ts';
import { readChannels } from './channels.ts';

/** The installations that a push is for. */
export type Audience =
  | {
      readonly kind: 'query';
      /** JSON as the status keeps it: the sender's own, or that of their channels. */
      readonly where: UnknownObject;
      /** Classes that its subqueries read; clients push to those only that they may find in. */
      readonly classesAsked: readonly string[];
      /** The device types that it is restricted to; undefined for all. */
      readonly deviceTypes: readonly string[] | undefined;
    }
  /** The query of a saved audience, as it stands when the push is accepted. */
  | { readonly kind: 'saved'; readonly audienceId: string }
  /** One installation, by its installationId or objectId. */
  | { readonly kind: 'one'; readonly id: string };

const MISSING = 'Sending a push requires either "channels" or a "where" query.';

/**
 * Reads the audience of a push.
 *
 * @throws PushMisconfigured (115) members that exclude each other, or none of them; InvalidChannels (134), InvalidChannelName (112);
 *   InvalidQuery (102); InvalidDeviceType (133) a device type that there is not, in `type` or anywhere in the query
 * Source: docs/contract/30-push-engine.md section 3.1, steps 3 and 4. Texts are Parse Server's where it has them.
 */
export function readAudience(body: UnknownObject): Audience {
  const { where, channels, audience_id: audienceId, push_to_id: pushToId } = body;
  const type = body['type'] ?? body['deviceType'];
  const has = (value: unknown) => value !== undefined;
  if (has(where) && has(channels)) throw misconfigured('Channels and query can not be set at the same time.');
  if (has(where) && has(type)) throw misconfigured('A query and a device type can not be set at the same time.');
  // One name alone: an operator in its place would be a query, which belongs into `where`.
  if (has(type) && typeof type !== 'string') throw new ParseError('InvalidDeviceType', 'A device type must be a string.');
  if (has(pushToId)) {
    if ([where, channels, type, audienceId].some(has)) throw misconfigured('push_to_id can not be set together with another audience.');
    return { kind: 'one', id: readId('push_to_id', pushToId) };
  }
  if (has(audienceId)) readId('audience_id', audienceId);
  if (has(where)) return queryFor(where);
  if (has(channels)) return queryFor({ channels: { $in: readChannels(channels) }, ...(has(type) ? { deviceType: type } : {}) });
  if (!has(audienceId)) throw misconfigured(MISSING);
  if (has(type)) throw misconfigured('A saved audience and a device type can not be set at the same time.');
  return { kind: 'saved', audienceId: audienceId as string };
}

/**
 * The audience of a query, checked.
 *
 * @param where JSON of unknown origin
 * @throws InvalidQuery (102), InvalidDeviceType (133)
 */
export function queryFor(where: unknown): Extract<Audience, { readonly kind: 'query' }> {
  if (!isObject(where)) throw new ParseError('InvalidQuery', 'where must be an object.');
  const condition = parsed(where);
  for (const type of deviceTypesIn(condition)) {
    if (!isDeviceType(type)) throw new ParseError('InvalidDeviceType', `${String(type).slice(0, 64)} is not supported push type.`);
  }
  return { kind: 'query', where, classesAsked: classesAskedIn(condition), deviceTypes: restrictionOf(condition) };
}

/** Each mistake in the query of a push is 102, whichever code it has in a find. */
function parsed(where: UnknownObject): AskedCondition {
  try {
    return parseWhere(where);
  } catch (error) {
    if (error instanceof ParseError) throw new ParseError('InvalidQuery', error.message, { cause: error });
    throw error;
  }
}

/** Every operand that `deviceType` is compared with, in groups too. */
function deviceTypesIn(condition: AskedCondition): readonly unknown[] {
  if ('items' in condition) return condition.items.flatMap(deviceTypesIn);
  if (!('field' in condition) || condition.field !== 'deviceType') return [];
  if (condition.kind === 'eq' || condition.kind === 'ne') return [condition.operand];
  return condition.kind === 'in' || condition.kind === 'nin' ? condition.operands : [];
}

/** The device types that the whole query is restricted to. */
function restrictionOf(condition: AskedCondition): readonly string[] | undefined {
  if (condition.kind === 'and') {
    const restrictions = condition.items.flatMap((item) => {
      const found = restrictionOf(item);
      return found === undefined ? [] : [found];
    });
    return restrictions.reduce<readonly string[] | undefined>(
      (all, found) => (all === undefined ? found : all.filter((type) => found.includes(type))),
      undefined,
    );
  }
  if (!('field' in condition) || condition.field !== 'deviceType') return undefined;
  const operands = condition.kind === 'eq' ? [condition.operand] : condition.kind === 'in' ? condition.operands : undefined;
  return operands?.filter(isDeviceType); // others were refused
}

function classesAskedIn(condition: AskedCondition): readonly string[] {
  const names = askedNodes(condition).flatMap((node) =>
    node.kind === 'relatedTo' ? [node.owner.className] : [node.subquery.className, ...classesAskedIn(node.subquery.condition)],
  );
  return [...new Set(names)];
}

/** Object ids and installation ids are short strings. */
const ID_LENGTH_MAX = 256;

function readId(name: string, id: unknown): string {
  if (typeof id === 'string' && id !== '' && id.length <= ID_LENGTH_MAX) return id;
  throw misconfigured(`${name} must be the id of an object.`);
}

function misconfigured(message: string): ParseError {
  return new ParseError('PushMisconfigured', message);
}
