import type { AnalyticsSettings } from '@parlance/app-settings';
import type { analytics } from '@parlance/contracts';
import { OTHER } from './packed-counts.ts';
import { DIMENSION_NAMES, EVENT_NAMES, ofClient, ofPlatform, seriesPrefix, TOTAL } from './rollup-id.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf, minuteOf, startOf, type Stride } from './time.ts';

/** One count to be raised. */
export interface Cell {
  readonly id: string;
  readonly value: string;
  readonly valuesMax: number;
  readonly expiresAt: number;
  /** The value under which those beyond the bound are counted, where it is not OTHER. */
  readonly other?: string;
}

/** Different values by which a day, an hour and an hour of minutes are counted; further ones are counted together. */
export const VALUES_MAX: Readonly<Record<Stride, number>> = { D: 1_000, H: 200, M: 2_400 };
/** Different names of events of an app and a day that have counts; further ones are stored, and counted as a sum only. */
export const EVENT_NAMES_MAX = 500;
/** Different names of dimensions of an event and a day that have counts. */
export const DIMENSION_NAMES_MAX = 50;

/** The ways an app-open came about: a push, or anything else. */
export const CAUSE = 'cause';
const APP_OPENED = 'AppOpened';
/** Counted beside the app-open that it belongs to. */
export const PUSH_OPENED = 'PushOpened';

/** The cells of one event: those that decide whether the others are counted at all, and the others. */
export interface EventCells {
  readonly name: Cell;
  readonly counted: readonly Cell[];
  readonly dimensions: readonly { readonly name: Cell; readonly counted: readonly Cell[] }[];
}

type KeptDays = Pick<AnalyticsSettings, 'minuteDays' | 'hourDays' | 'dayDays'>;

/** @param name under which it is counted: its own, or PUSH_OPENED */
export function cellsOf(event: analytics.TakenEvent, name: string, kept: KeptDays): EventCells {
  const { app, at, client } = event;
  const span = new Span(app, 'e', at, kept);
  const said: Readonly<Record<string, string>> = { ...client };
  const platform = Object.entries(said).map(([member, value]) => [ofPlatform(member), value] as const);
  if (name === APP_OPENED) platform.push([ofPlatform(CAUSE), event.pushHash === undefined ? 'other' : 'push']);
  return {
    name: span.day('', EVENT_NAMES, name, EVENT_NAMES_MAX),
    counted: [...span.allStrides(name, TOTAL, ''), ...platform.flatMap(([dimension, value]) => span.dayAndHour(name, dimension, value))],
    dimensions: distinct(event.dimensions).map(([dimension, value]) => ({
      name: span.day(name, DIMENSION_NAMES, dimension, DIMENSION_NAMES_MAX),
      counted: span.dayAndHour(name, ofClient(dimension), value),
    })),
  };
}

/** The names under which an event is counted. */
export function namesOf({ name, pushHash }: analytics.TakenEvent): readonly string[] {
  return name === APP_OPENED && pushHash !== undefined ? [name, PUSH_OPENED] : [name];
}

/** Names that were cut may have become equal: the first counts, so that each event has one value of a dimension. */
function distinct(pairs: analytics.TakenEvent['dimensions']): analytics.TakenEvent['dimensions'] {
  return pairs.filter(([name], index) => pairs.findIndex(([other]) => other === name) === index);
}

/** Makes the cells of one moment. */
export class Span {
  readonly #app: string;
  readonly #source: 'e' | 'r';
  readonly #day: string;
  readonly #hour: string;
  readonly #minute: string;
  readonly #kept: KeptDays;

  constructor(app: string, source: 'e' | 'r', at: number, kept: KeptDays) {
    this.#app = app;
    this.#source = source;
    this.#day = dayOf(at);
    this.#hour = hourOf(at);
    this.#minute = minuteOf(at);
    this.#kept = kept;
  }

  day(event: string, dimension: string, value: string, valuesMax = VALUES_MAX.D): Cell {
    const expiresAt = startOf(this.#day) + (1 + this.#kept.dayDays) * DAY_MS;
    return { id: this.#prefix(event, dimension, 'D') + this.#day, value, valuesMax, expiresAt };
  }

  hour(event: string, dimension: string, value: string): Cell {
    const expiresAt = startOf(this.#hour) + HOUR_MS + this.#kept.hourDays * DAY_MS;
    return { id: this.#prefix(event, dimension, 'H') + this.#hour, value, valuesMax: VALUES_MAX.H, expiresAt };
  }

  /** The minutes of an hour share a document: two digits of the minute stand in front of the value. */
  minute(event: string, dimension: string, value: string): Cell {
    const expiresAt = startOf(this.#hour) + HOUR_MS + this.#kept.minuteDays * DAY_MS;
    const key = this.#minute + value;
    return {
      id: this.#prefix(event, dimension, 'M') + this.#hour,
      value: key,
      valuesMax: VALUES_MAX.M,
      expiresAt,
      other: this.#minute + OTHER,
    };
  }

  dayAndHour(event: string, dimension: string, value: string): readonly Cell[] {
    return [this.day(event, dimension, value), this.hour(event, dimension, value)];
  }

  allStrides(event: string, dimension: string, value: string): readonly Cell[] {
    return [...this.dayAndHour(event, dimension, value), this.minute(event, dimension, value)];
  }

  #prefix(event: string, dimension: string, stride: Stride): string {
    return seriesPrefix({ app: this.#app, source: this.#source, event, dimension }, stride);
  }
}
