import { Temporal } from 'temporal-polyfill';

/**
 * The instant at which the clocks of a zone show a wall time, in milliseconds since the epoch. A time that daylight saving leaves out is
 * moved on by the gap, and one that comes twice means its first occurrence.
 *
 * @param wall ISO 8601 without zone
 * @param zone a name that isTimeZone accepts
 */
export function instantIn(zone: string, wall: string): number {
  return Temporal.PlainDateTime.from(wall).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/** The wall time that lies one day later, by the calendar. */
export function nextDay(wall: string): string {
  return Temporal.PlainDateTime.from(wall).add({ days: 1 }).toString({ smallestUnit: 'millisecond' });
}

/** Minutes that the clocks of a zone are ahead of UTC at an instant: -300 in New York's winter, 330 in India. */
export function offsetMinutes(zone: string, at: number): number {
  return Math.round(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / NANOSECONDS_PER_MINUTE);
}

/** True for names of the tz database that this runtime knows, in any case. Offsets such as `+02:00` are no names. */
export function isTimeZone(zone: string): boolean {
  if (!ZONE_NAME.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false; // that is how Intl says it
  }
}

const NANOSECONDS_PER_MINUTE = 60_000_000_000;
/** Devices send these names: anything longer is none, whatever Intl would make of it. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;
