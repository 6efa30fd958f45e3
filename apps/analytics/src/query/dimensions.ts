import { analytics } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { DIMENSION_NAMES, EVENT_NAMES, ofClient, ofPlatform, type Source } from '../ingest/rollup-id.ts';

/** Dimensions that every event has, as far as its client says so. */
export const EVENT_DIMENSIONS = ['deviceType', 'sdk', 'sdkVersion', 'osVersion', 'appVersion', 'appBuild', 'cause'] as const;
/** Pairs of dimensions of requests that are counted together, so that one can be filtered by the other. */
export const REQUEST_PAIRS = [
  ['className', 'verb'],
  ['className', 'deviceType'],
  ['verb', 'deviceType'],
  ['className', 'code'],
] as const satisfies readonly (readonly [analytics.RequestDimension, analytics.RequestDimension])[];

/** Between the two values of a pair. */
export const PAIR_SEPARATOR = '\u001F';

/** `className+verb` */
export function pairName([one, other]: readonly [string, string]): string {
  return `${one}+${other}`;
}

const OF_CLIENT = 'dimensions.';

/**
 * The dimension of counts that a question means.
 *
 * @param name `dimensions.<name>` for one that clients send, otherwise one of ours; `event` and `dimension` for the names themselves
 * @throws ParseError InvalidQuery (102)
 */
export function dimensionNamed(source: Source, name: string): string {
  if (source === 'r') {
    if ((analytics.REQUEST_DIMENSIONS as readonly string[]).includes(name)) return ofPlatform(name);
    throw new ParseError('InvalidQuery', `Requests have no dimension "${name}"; they have ${analytics.REQUEST_DIMENSIONS.join(', ')}.`);
  }
  if (name.startsWith(OF_CLIENT)) return ofClient(name.slice(OF_CLIENT.length));
  if ((EVENT_DIMENSIONS as readonly string[]).includes(name)) return ofPlatform(name);
  if (name === 'event') return EVENT_NAMES;
  if (name === 'dimension') return DIMENSION_NAMES;
  throw new ParseError(
    'InvalidQuery',
    `Events have no dimension "${name}"; they have dimensions.<name>, event, dimension, ${EVENT_DIMENSIONS.join(', ')}.`,
  );
}
