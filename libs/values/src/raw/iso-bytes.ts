/** Of the years 1000 to 9999, whose string has this many bytes. */
export const ISO_BYTES = '2026-11-23T04:31:08.531Z'.length;
const MIN_MS = Date.UTC(1_000, 0, 1);
const MAX_MS = Date.UTC(10_000, 0, 1) - 1;
const DAY_MS = 86_400_000;

export function hasIsoBytes(ms: number): boolean {
  return ms >= MIN_MS && ms <= MAX_MS;
}

/** Writes the same as `new Date(ms).toISOString()`, for times that hasIsoBytes(), into `out` from `at` on. */
export function writeIsoBytes(out: Uint8Array, at: number, ms: number): void {
  const day = Math.floor(ms / DAY_MS);
  const rest = ms - day * DAY_MS;
  // Years are counted from March here, so that the leap day is the last one; eras are of 400 years. See Hinnant, "chrono-Compatible
  // Low-Level Date Algorithms", civil_from_days.
  const days = day + 719_468;
  const era = (days / 146_097) | 0;
  const dayOfEra = days - era * 146_097;
  const yearOfEra = ((dayOfEra - ((dayOfEra / 1_460) | 0) + ((dayOfEra / 36_524) | 0) - ((dayOfEra / 146_096) | 0)) / 365) | 0;
  const dayOfYear = dayOfEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0));
  const marchMonth = ((5 * dayOfYear + 2) / 153) | 0;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);

  twoDigits(out, at, (year / 100) | 0);
  twoDigits(out, at + 2, year % 100);
  out[at + 4] = DASH;
  twoDigits(out, at + 5, month);
  out[at + 7] = DASH;
  twoDigits(out, at + 8, dayOfYear - (((153 * marchMonth + 2) / 5) | 0) + 1);
  out[at + 10] = LETTER_T;
  twoDigits(out, at + 11, (rest / 3_600_000) | 0);
  out[at + 13] = COLON;
  twoDigits(out, at + 14, ((rest / 60_000) | 0) % 60);
  out[at + 16] = COLON;
  twoDigits(out, at + 17, ((rest / 1_000) | 0) % 60);
  out[at + 19] = DOT;
  const milliseconds = rest % 1_000;
  out[at + 20] = ZERO + ((milliseconds / 100) | 0);
  twoDigits(out, at + 21, milliseconds % 100);
  out[at + 23] = LETTER_Z;
}

function twoDigits(out: Uint8Array, at: number, value: number): void {
  const tens = (value / 10) | 0;
  out[at] = ZERO + tens;
  out[at + 1] = ZERO + value - tens * 10;
}

const ZERO = 0x30;
const DASH = 0x2d;
const COLON = 0x3a;
const DOT = 0x2e;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
