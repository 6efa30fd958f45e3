import { INSTALLATION } from '@parlance/platform-classes';
import { isObject, wrongType } from '@parlance/values';

/** The tag of the URI that is tried first. */
const DEFAULT_TAG = '_Default';

/**
 * The push URIs of a Windows device under their one stored name and in their one stored form: `channelUris`, a list. The .NET SDK sends
 * `deviceUris`, an object by tag. Both names take both forms, and operations on the list.
 *
 * @returns the body with `channelUris` alone; the same body where it has neither
 * @throws IncorrectType (111) for anything else than strings
 * Source: docs/contract/30-push-engine.md section 2.1.
 */
export function withChannelUris(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { deviceUris, channelUris, ...others } = body;
  if (deviceUris === undefined && channelUris === undefined) return body;
  return { ...others, channelUris: deviceUris === undefined ? listed(channelUris, 'channelUris') : listed(deviceUris, 'deviceUris') };
}

function listed(value: unknown, name: string): unknown {
  if (value === null) return null;
  if (isObject(value) && typeof value['__op'] === 'string') {
    const { objects } = value;
    if (objects !== undefined) assertTexts(Array.isArray(objects) ? objects : [objects], name);
    return value;
  }
  const uris: readonly unknown[] = Array.isArray(value) ? value : isObject(value) ? byTag(value) : [value];
  assertTexts(uris, name);
  return [...new Set(uris)];
}

function byTag(uris: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { [DEFAULT_TAG]: first, ...others } = uris;
  return [...(first === undefined ? [] : [first]), ...Object.values(others)];
}

function assertTexts(uris: readonly unknown[], name: string): void {
  const wrong = uris.find((uri) => typeof uri !== 'string');
  if (wrong !== undefined) throw wrongType(INSTALLATION, name, 'Array', wrong);
}
