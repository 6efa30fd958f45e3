import type { Stride } from './time.ts';

/** The things that are counted: events of clients, and API requests. */
export type Source = 'e' | 'r';

/** Counts that belong together: of one event, by one dimension, `''` for its total. */
export interface Series {
  readonly app: string;
  readonly source: Source;
  /** Name of the event; empty for API requests, and for counts over all events. */
  readonly event: string;
  readonly dimension: string;
}

/** Dimensions whose names no client chooses: theirs have a prefix. */
export const TOTAL = '';
/** The names of the events of an app, counted. */
export const EVENT_NAMES = '#events';
/** The names of the dimensions of an event, counted. */
export const DIMENSION_NAMES = '#dimensions';
const OF_CLIENT = 'd.';
const OF_PLATFORM = 'b.';

/** A dimension that the client named. */
export function ofClient(name: string): string {
  return OF_CLIENT + name;
}

/** A dimension that we know of every event or request. */
export function ofPlatform(name: string): string {
  return OF_PLATFORM + name;
}

/** Everything of the id but the bucket: documents of one series lie side by side, in the order of time. */
export function seriesPrefix({ app, source, event, dimension }: Series, stride: Stride): string {
  return `${app}|${source}|${escape(event)}|${escape(dimension)}|${stride}|`;
}

/** Names may hold any character; `|` separates the parts. */
function escape(name: string): string {
  return /[%|]/.test(name) ? name.replace(/%/g, '%25').replace(/\|/g, '%7C') : name;
}
