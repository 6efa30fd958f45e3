import { ParseError } from '@parlance/errors';
import { shown } from '@parlance/values';

/** The empty name is the broadcast channel. */
const CHANNEL = /^(?:[A-Za-z][A-Za-z0-9_-]*)?$/;

export function isChannelName(name: string): boolean {
  return CHANNEL.test(name);
}

/**
 * @param json a list of names, or one
 * @throws InvalidChannels (134) no names, or none that are strings; InvalidChannelName (112)
 */
export function readChannels(json: unknown): readonly string[] {
  const names: unknown = typeof json === 'string' ? [json] : json;
  if (!Array.isArray(names) || names.length === 0) {
    throw new ParseError('InvalidChannels', 'channels must be a list of channel names with one name at least.');
  }
  for (const name of names as readonly unknown[]) {
    if (typeof name !== 'string') throw new ParseError('InvalidChannels', 'channels must be a list of strings.');
    if (!isChannelName(name)) throw new ParseError('InvalidChannelName', `Invalid channel name: ${shown(name)}`);
  }
  return names as readonly string[];
}
