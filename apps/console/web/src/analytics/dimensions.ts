import { t } from '../texts/index.ts';

/** Dimensions that every event has, as far as its client says so; `cause` of app-opens alone. */
export const EVENT_DIMENSIONS: readonly string[] = ['deviceType', 'sdk', 'sdkVersion', 'osVersion', 'appVersion', 'appBuild'];
export const REQUEST_DIMENSIONS: readonly string[] = Object.keys(t.analytics.requestDimensions);
const OF_CLIENT = 'dimensions.';

/** The dimension of a name that apps send, as questions name it. */
export const ofClient = (name: string): string => OF_CLIENT + name;

/** A dimension for people: those of clients by the bare name. */
export function dimensionName(dimension: string): string {
  if (dimension.startsWith(OF_CLIENT)) return dimension.slice(OF_CLIENT.length);
  return t.analytics.eventDimensions[dimension] ?? t.analytics.requestDimensions[dimension] ?? dimension;
}
