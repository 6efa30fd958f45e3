import { isoText, isObject, type UnknownObject } from '@parlance/values';
import { priorityIn, renderApns } from './apns.ts';
import { collapseIdOf, commonMembers, isSilent, merged, without, type PushContent, type RenderContext } from './content.ts';
import type { Rendered } from './rendered.ts';

/**
 * The message for Android by FCM, without its target and its time to live: a data message in the form that Parse's SDK reads. Its member
 * `data` is the payload's JSON as a string, beside it stand `push_id` and `time`. Android draws a notification itself only where the
 * sender gives `notification`.
 *
 * The string begins with `{"android":{"priority":`, so that adapters complete it without parsing.
 * Source: docs/contract/30-push-engine.md section 6.1.
 */
export function renderFcm(content: PushContent, context: RenderContext): Rendered {
  if (content.rawPayload !== undefined) return renderRaw(content.rawPayload, context);
  const { data, notification, android = {} } = content;
  const collapseId = collapseIdOf(content);
  const payload = JSON.stringify({ ...commonMembers(data), push_id: context.pushId, push_hash: context.pushHash });
  const sound = notification !== undefined && typeof data['sound'] === 'string' ? { sound: data['sound'] } : {};
  const config = merged(
    {
      ...(collapseId === undefined ? {} : { collapse_key: collapseId }),
      ...(notification === undefined ? {} : { notification: { ...sound, ...notification } }),
    },
    without(android, 'priority', 'ttl', 'data'),
  );
  const priority = priorityWord(android['priority']) ?? word(priorityIn(data)) ?? (isSilent(content) ? 'normal' : 'high');
  const own = isObject(android['data']) ? android['data'] : {};
  return message(priority, config, { data: { ...strings(own), data: payload, ...tracking(context) } }, collapseId);
}

/** The message that the sender wrote themselves, with the keys by which opens are counted. Targets are the platform's to name. */
function renderRaw(raw: UnknownObject, context: RenderContext): Rendered {
  const { android } = raw;
  const config = isObject(android) ? android : {};
  const rest = without(raw, 'android', 'data', 'token', 'tokens', 'topic', 'condition', 'name');
  const data = { ...(isObject(raw['data']) ? strings(raw['data']) : {}), push_hash: context.pushHash, ...tracking(context) };
  return message(priorityWord(config['priority']) ?? 'high', without(config, 'priority', 'ttl'), { ...rest, data }, undefined);
}

/** The message for a device of Apple whose pushes go through FCM: the payload of APNs, inside. */
export function renderFcmForApple(content: PushContent, context: RenderContext): Rendered {
  const { head, tail, topic, pushType, priority, collapseId } = renderApns(content, context);
  const headers = {
    'apns-push-type': pushType,
    'apns-priority': String(priority),
    ...(topic === undefined ? {} : { 'apns-topic': topic }),
    ...(collapseId === undefined ? {} : { 'apns-collapse-id': collapseId }),
    ...(context.expiresAt === undefined ? {} : { 'apns-expiration': String(Math.floor(context.expiresAt / 1_000)) }),
  };
  const begin = `{"android":{"priority":"${word(priority)}"},"apns":{"headers":${JSON.stringify(headers)},"payload":`;
  const collapse = collapseId === undefined ? {} : { collapseId };
  if (tail === undefined) return { provider: 'fcm', ...collapse, head: `${begin}${head}}}`, tail };
  return { provider: 'fcm', ...collapse, head: `${begin}${head}`, tail: `${tail}}}` };
}

function message(priority: string, config: UnknownObject, rest: UnknownObject, collapseId: string | undefined): Rendered {
  const head = JSON.stringify({ android: { priority, ...config }, ...rest });
  return {
    provider: 'fcm',
    priority: priority === 'high' ? 10 : 5,
    ...(collapseId === undefined ? {} : { collapseId }),
    head,
    tail: undefined,
  };
}

function tracking({ pushId, time }: RenderContext): Readonly<Record<string, string>> {
  return { push_id: pushId, time: isoText(new Date(time)) };
}

/** Values of a data message are strings. */
function strings(data: UnknownObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]));
}

function priorityWord(priority: unknown): 'high' | 'normal' | undefined {
  return typeof priority === 'string' && /^(?:high|normal)$/i.test(priority) ? (priority.toLowerCase() as 'high' | 'normal') : undefined;
}

const word = (priority: 10 | 5 | 1 | undefined) => (priority === undefined ? undefined : priority === 10 ? 'high' : 'normal');
