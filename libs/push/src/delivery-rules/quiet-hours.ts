import { Temporal } from 'temporal-polyfill';
import { instantIn, isTimeZone } from '../time/zones.ts';

/** The hours of an app in which installations are left in peace, by the clocks of each. */
export interface QuietHours {
  /** `22:00`. Later than `to`: they last over midnight. */
  readonly from: string;
  /** `08:00`, the first minute that is not quiet any more. */
  readonly to: string;
  /** Installations whose zone nobody knows go by the clocks of this one; without it they have no quiet hours. */
  readonly zoneWhenUnknown?: string | undefined;
}

/**
 * When the quiet hours end that an installation has at an instant, in milliseconds since the epoch; undefined when it has none then.
 *
 * They begin and end where push times of these wall times are due (instantIn): at a time that daylight saving leaves out they do so later
 * by the gap, and at one that comes twice the first time.
 *
 * @param zone as the installation names it
 */
export function quietUntil(hours: QuietHours, zone: string | undefined, at: number): number | undefined {
  const state = stateAt(hours, zone, at);
  return state?.isQuiet === true ? state.until : undefined;
}

/** Quiet hours for many installations at about one time: each zone is looked at once for as long as nothing changes in it. */
export class QuietClock {
  readonly #hours: QuietHours;
  readonly #known = new Map<string, State & { readonly from: number }>();

  constructor(hours: QuietHours) {
    this.#hours = hours;
  }

  /** As quietUntil. */
  until(zone: string | undefined, at: number): number | undefined {
    const key = zone ?? '';
    let state = this.#known.get(key);
    if (state === undefined || at < state.from || at >= state.until) {
      const found = stateAt(this.#hours, zone, at) ?? { isQuiet: false, until: Infinity };
      state = { ...found, from: at };
      if (this.#known.size < ZONES_MAX) this.#known.set(key, state);
    }
    return state.isQuiet ? state.until : undefined;
  }
}

/** Whether an instant is quiet, and until when that does not change. */
interface State {
  readonly isQuiet: boolean;
  readonly until: number;
}

/** More than there are: clients write these names. */
const ZONES_MAX = 1_000;

/** Undefined where no clock is known. */
function stateAt({ from, to, zoneWhenUnknown }: QuietHours, named: string | undefined, at: number): State | undefined {
  const zone = named !== undefined && isTimeZone(named) ? named : zoneWhenUnknown;
  if (zone === undefined) return undefined;
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  for (const days of [-1, 0, 1]) {
    const day = today.add({ days });
    const begin = instantIn(zone, `${day.toString()}T${from}`);
    const end = instantIn(zone, `${(from < to ? day : day.add({ days: 1 })).toString()}T${to}`);
    if (at < begin) return { isQuiet: false, until: begin };
    if (at < end) return { isQuiet: true, until: end };
  }
  return { isQuiet: false, until: at + 1 }; // a day that a zone leaves out
}
