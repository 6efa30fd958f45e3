import { isObject, type UnknownObject } from '@parlance/values';
import { badgeOf } from './badge.ts';
import { APPLE_KEYS, collapseIdOf, HEADER_KEYS, merged, wakes, without, type PushContent, type RenderContext } from './content.ts';
import type { Rendered } from './rendered.ts';

/** The kinds of pushes that APNs knows, with the ending of their topics. */
export const APNS_PUSH_TYPES: ReadonlyMap<string, string> = new Map([
  ['alert', ''],
  ['background', ''],
  ['voip', '.voip'],
  ['complication', '.complication'],
  ['fileprovider', '.pushkit.fileprovider'],
  ['mdm', ''],
  ['liveactivity', '.push-type.liveactivity'],
  ['location', '.location-query'],
  ['pushtotalk', '.voip-ptt'],
]);

/** Members of `data` under other names in `aps`. */
const APS_NAMES: Readonly<Record<string, string>> = {
  sound: 'sound',
  category: 'category',
  threadId: 'thread-id',
  'thread-id': 'thread-id',
  interruptionLevel: 'interruption-level',
  targetContentIdentifier: 'target-content-id',
};

/**
 * The payload for APNs: texts, badge, sound and the like in `aps`, everything else beside it.
 *
 * `aps` comes last and `badge` last in it, so that each device's badge is set into the finished string.
 * Source: docs/contract/30-push-engine.md sections 6.1 and 6.2.
 */
export function renderApns(content: PushContent, context: RenderContext): Rendered {
  const { data, apns = {} } = content;
  const over = without(apns, 'topic', 'push_type', 'priority', 'collapse_id', 'headers');
  const custom = Object.fromEntries(Object.entries(data).filter(([key]) => !APPLE_KEYS.has(key) && !HEADER_KEYS.has(key) && !isText(key)));
  const beside = merged(custom, without(over, 'aps', 'push_id', 'push_hash'));
  const aps = merged(apsOf(data), isObject(over['aps']) ? over['aps'] : undefined);
  const badge = badgeIn(data, aps);
  const outside = JSON.stringify({ ...beside, push_id: context.pushId, push_hash: context.pushHash });
  const inside = JSON.stringify(without(aps, 'badge'));
  const opened = `${outside.slice(0, -1)},"aps":${inside.slice(0, -1)}${inside === '{}' ? '' : ','}`;
  const pushType = text(apns['push_type']) ?? text(data['push_type']) ?? text(data['pushType']) ?? typeOf(aps, badge);
  const topic = text(apns['topic']) ?? text(data['topic']) ?? suffixed(context.topic, pushType);
  return {
    provider: 'apns',
    ...(topic === undefined ? {} : { topic }),
    pushType,
    priority: pushType === 'background' ? 5 : (priorityIn(apns) ?? priorityIn(data) ?? 10),
    ...collapse(text(apns['collapse_id']) ?? collapseIdOf(content)),
    ...gap(opened, inside, badge),
  };
}

/** @returns the number of all devices, `each` for a gap that is filled for each one */
function badgeIn(data: UnknownObject, aps: UnknownObject): number | 'each' | undefined {
  if (typeof aps['badge'] === 'number') return aps['badge']; // the platform's own override goes last
  const badge = badgeOf(data);
  return badge?.kind === 'set' ? badge.value : badge === undefined ? undefined : 'each';
}

function gap(opened: string, inside: string, badge: number | 'each' | undefined): Pick<Rendered, 'head' | 'tail'> {
  if (badge === 'each') return { head: `${opened}"badge":`, tail: '}}' };
  if (badge !== undefined) return { head: `${opened}"badge":${badge}}}`, tail: undefined };
  return { head: `${inside === '{}' ? opened : opened.slice(0, -1)}}}`, tail: undefined };
}

function apsOf(data: UnknownObject): UnknownObject {
  const aps: Record<string, unknown> = isObject(data['aps']) ? { ...data['aps'] } : {};
  const { alert, title } = data;
  if (typeof title === 'string' && title !== '') {
    const parts = isObject(alert) ? alert : alert === undefined ? (isObject(aps['alert']) ? aps['alert'] : {}) : { body: alert };
    aps['alert'] = { ...parts, title };
  } else if (alert !== undefined) aps['alert'] = alert;
  for (const [key, name] of Object.entries(APS_NAMES)) if (data[key] !== undefined && data[key] !== null) aps[name] = data[key];
  for (const key of ['content-available', 'mutable-content']) {
    if (data[key] === undefined) continue;
    if (wakes(data[key])) aps[key] = 1;
    else delete aps[key];
  }
  return aps;
}

function typeOf(aps: UnknownObject, badge: unknown): string {
  const shows = aps['alert'] !== undefined || aps['sound'] !== undefined || badge !== undefined;
  return wakes(aps['content-available']) && !shows ? 'background' : 'alert';
}

/** 10, 5 or 1, or the words of FCM for the first two; undefined for everything else. */
export function priorityIn({ priority }: UnknownObject): 10 | 5 | 1 | undefined {
  if (priority === 'high') return 10;
  if (priority === 'normal') return 5;
  return priority === 10 || priority === 5 || priority === 1 ? priority : undefined;
}

function suffixed(topic: string | undefined, pushType: string): string | undefined {
  return topic === undefined ? undefined : `${topic}${APNS_PUSH_TYPES.get(pushType) ?? ''}`;
}

const isText = (key: string) => key === 'alert' || key === 'title';
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const collapse = (collapseId: string | undefined) => (collapseId === undefined ? {} : { collapseId });
