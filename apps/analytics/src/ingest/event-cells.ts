import type { AnalyticsSettings } from '@parlance/app-settings';
import type { analytics } from '@parlance/contracts';
import { OTHER } from './packed-counts.ts';
import { DIMENSION_NAMES, EVENT_NAMES, ofClient, ofPlatform, seriesPrefix, TOTAL } from './rollup-id.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf, MINUTE_MS, minuteOf, type Stride } from './time.ts';

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
export const APP_OPENED = 'AppOpened';
/** Counted beside the app-open that it belongs to. */
export const PUSH_OPENED = 'PushOpened';

/** An event as it is counted: `opensPush` is that of an app-open which a push has caused. */
export type CountedEvent = analytics.TakenEvent & { readonly opensPush?: true };

/** The cells of one event: those that decide whether the others are counted at all, and the others. */
export interface EventCells {
  readonly name: Cell;
  readonly counted: readonly Cell[];
  readonly dimensions: readonly { readonly name: Cell; readonly counted: readonly Cell[] }[];
}

type KeptDays = Pick<AnalyticsSettings, 'minuteDays' | 'hourDays' | 'dayDays'>;

/**
 * @param name under which it is counted: its own, or PUSH_OPENED
 * @param span of its app and minute
 */
export function cellsOf(event: CountedEvent, name: string, span: Span): EventCells {
  const { client } = event;
  const said: Readonly<Record<string, string>> = { ...client };
  const platform = Object.entries(said).map(([member, value]) => [ofPlatform(member), value] as const);
  if (name === APP_OPENED) platform.push([ofPlatform(CAUSE), event.opensPush === undefined ? 'other' : 'push']);
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
export function namesOf({ name, opensPush }: CountedEvent): readonly string[] {
  return opensPush === undefined ? [name] : [name, PUSH_OPENED];
}

/** Names that were cut may have become equal: the first counts, so that each event has one value of a dimension. */
function distinct(pairs: analytics.TakenEvent['dimensions']): analytics.TakenEvent['dimensions'] {
  return pairs.filter(([name], index) => pairs.findIndex(([other]) => other === name) === index);
}

/** The spans of a batch: events of an app and a minute share one, and with it the ids of its documents. */
export class Spans {
  readonly #source: 'e' | 'r';
  readonly #now: number;
  readonly #spans = new Map<string, Span>();

  /** @param now of the batch, epoch milliseconds */
  constructor(source: 'e' | 'r', now: number) {
    this.#source = source;
    this.#now = now;
  }

  /** @param at epoch milliseconds. @param kept of the app, the same for all of its events */
  of(app: string, at: number, kept: KeptDays): Span {
    const minute = Math.floor(at / MINUTE_MS);
    const key = `${app}|${minute}`;
    let span = this.#spans.get(key);
    if (span === undefined) this.#spans.set(key, (span = new Span(app, this.#source, minute * MINUTE_MS, kept, this.#now)));
    return span;
  }
}

/** The documents of one dimension of an event, and the cells in them that have been asked for, by value. */
interface Series {
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly ofDay: Map<string, Cell>;
  readonly coarse: Map<string, readonly Cell[]>;
  readonly all: Map<string, readonly Cell[]>;
}

/** Makes the cells of one minute of an app: most events of a batch are counted in cells that others have asked for before. */
export class Span {
  readonly #app: string;
  readonly #source: 'e' | 'r';
  readonly #day: string;
  readonly #hour: string;
  readonly #minute: string;
  readonly #expiresAt: Readonly<Record<Stride, number>>;
  readonly #now: number;
  /** By event, then by dimension. */
  readonly #series = new Map<string, Map<string, Series>>();

  /** @param now epoch milliseconds: counts whose time is over are not made, since the database would remove them at any moment */
  constructor(app: string, source: 'e' | 'r', at: number, kept: KeptDays, now: number) {
    this.#app = app;
    this.#now = now;
    this.#source = source;
    this.#day = dayOf(at);
    this.#hour = hourOf(at);
    this.#minute = minuteOf(at);
    const hourEnd = (Math.floor(at / HOUR_MS) + 1) * HOUR_MS;
    this.#expiresAt = {
      D: (Math.floor(at / DAY_MS) + 1 + kept.dayDays) * DAY_MS,
      H: hourEnd + kept.hourDays * DAY_MS,
      M: hourEnd + kept.minuteDays * DAY_MS,
    };
  }

  /** False when even the counts of the day are not kept any more: then nothing of it is counted. */
  get isKept(): boolean {
    return this.#isKept('D');
  }

  day(event: string, dimension: string, value: string, valuesMax = VALUES_MAX.D): Cell {
    return this.#dayCell(this.#seriesOf(event, dimension), value, valuesMax);
  }

  /** Those whose time is not over. */
  dayAndHour(event: string, dimension: string, value: string): readonly Cell[] {
    return this.#coarseCells(this.#seriesOf(event, dimension), value);
  }

  /** The same, and by the minute. */
  allStrides(event: string, dimension: string, value: string): readonly Cell[] {
    const series = this.#seriesOf(event, dimension);
    let cells = series.all.get(value);
    if (cells === undefined) {
      const coarse = this.#coarseCells(series, value);
      series.all.set(value, (cells = this.#isKept('M') ? [...coarse, this.#minuteCell(series, value)] : coarse));
    }
    return cells;
  }

  #coarseCells(series: Series, value: string): readonly Cell[] {
    let cells = series.coarse.get(value);
    if (cells === undefined) {
      const day = this.#dayCell(series, value, VALUES_MAX.D);
      series.coarse.set(value, (cells = this.#isKept('H') ? [day, this.#hourCell(series, value)] : [day]));
    }
    return cells;
  }

  /** @param valuesMax the same for all cells of a series */
  #dayCell({ day: id, ofDay }: Series, value: string, valuesMax: number): Cell {
    let cell = ofDay.get(value);
    if (cell === undefined) ofDay.set(value, (cell = { id, value, valuesMax, expiresAt: this.#expiresAt.D }));
    return cell;
  }

  #hourCell({ hour: id }: Series, value: string): Cell {
    return { id, value, valuesMax: VALUES_MAX.H, expiresAt: this.#expiresAt.H };
  }

  /** The minutes of an hour share a document: two digits of the minute stand in front of the value. */
  #minuteCell({ minute: id }: Series, value: string): Cell {
    return {
      id,
      value: this.#minute + value,
      valuesMax: VALUES_MAX.M,
      expiresAt: this.#expiresAt.M,
      other: this.#minute + OTHER,
    };
  }

  #isKept(stride: Stride): boolean {
    return this.#expiresAt[stride] > this.#now;
  }

  #seriesOf(event: string, dimension: string): Series {
    let ofEvent = this.#series.get(event);
    if (ofEvent === undefined) this.#series.set(event, (ofEvent = new Map<string, Series>()));
    let series = ofEvent.get(dimension);
    if (series === undefined) ofEvent.set(dimension, (series = this.#begin(event, dimension)));
    return series;
  }

  #begin(event: string, dimension: string): Series {
    const series = { app: this.#app, source: this.#source, event, dimension };
    return {
      day: seriesPrefix(series, 'D') + this.#day,
      hour: seriesPrefix(series, 'H') + this.#hour,
      minute: seriesPrefix(series, 'M') + this.#hour,
      ofDay: new Map(),
      coarse: new Map(),
      all: new Map(),
    };
  }
}
