import type { data } from '@parlance/contracts';
import { DEVICE_NOTES } from '@parlance/platform-classes';
import { isObject, type StoredDocument } from '@parlance/values';

/** The members of stored installations that a target is made of. */
export const TARGET_MEMBERS = [
  'installationId',
  'deviceType',
  'pushType',
  'deviceToken',
  'channelUris',
  'appIdentifier',
  'localeIdentifier',
  'timeZone',
  'badge',
  `${DEVICE_NOTES}.tokenAt`,
  `${DEVICE_NOTES}.quota`,
] as const;

const TEXTS = ['installationId', 'pushType', 'deviceToken', 'appIdentifier', 'localeIdentifier', 'timeZone'] as const;

/**
 * An installation as the engine of pushes sees it. Members of another type than the class declares are as if they were absent.
 *
 * @param now milliseconds since the epoch
 */
export function targetOf(document: StoredDocument, now: number): data.PushTarget {
  const { _id, deviceType, channelUris, badge, [DEVICE_NOTES]: notes } = document;
  const target: Record<string, unknown> = { objectId: _id, deviceType: typeof deviceType === 'string' ? deviceType : '' };
  for (const name of TEXTS) if (typeof document[name] === 'string' && document[name] !== '') target[name] = document[name];
  const uris = urisOf(channelUris);
  if (uris.length > 0) target['channelUris'] = uris;
  if (typeof badge === 'number') target['badge'] = badge;
  if (isObject(notes)) {
    const { tokenAt, quota } = notes;
    if (tokenAt instanceof Date) target['tokenAt'] = tokenAt.getTime();
    if (isObject(quota) && quota['until'] instanceof Date && quota['until'].getTime() > now) target['usedUp'] = true;
  }
  return target as data.PushTarget;
}

/** A list of URIs, or an object of them by tag: the .NET SDK sends one, and older servers have stored the other. */
function urisOf(value: unknown): readonly string[] {
  const uris: readonly unknown[] = Array.isArray(value) ? value : typeof value === 'object' && value !== null ? Object.values(value) : [];
  return uris.filter((uri) => typeof uri === 'string');
}
