import type { config } from '@parlance/contracts';
import type { ParticipationDocument } from '../database/documents.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
/** A document that counts for nothing leaves after this, unless its installation is saved. */
const UNCOUNTED_MS = 24 * HOUR_MS;
const WAIT_MS_MAX = HOUR_MS;

/** The news of a batch about one installation in one experiment. */
export interface News {
  /** `<app>|<experiment>|<installation>` */
  readonly id: string;
  /** `<app>|<experiment>` */
  readonly of: string;
  /** The place of the variant. */
  readonly variant: number;
  readonly rules: Pick<config.MeasuredExperiment, 'withinMs' | 'exposedUntil' | 'endedAt'>;
  /** The earliest moment at which it was given the variant; undefined: events alone. Epoch milliseconds. */
  readonly givenAt: number | undefined;
  /** Of events that are the measure. */
  readonly times: readonly number[];
}

/** How the installation stands: `unanswered` while nobody can tell. */
export type Saved = 'saved' | 'unsaved' | 'unanswered';

/** Whether somebody has to be asked if the installation is saved: only of one that was given a variant, and does not count yet. */
export function needsSaved(before: ParticipationDocument | undefined, { givenAt, rules }: News): boolean {
  return before?.k !== true && (before?.t !== undefined || (givenAt !== undefined && givenAt <= rules.exposedUntil));
}

/**
 * The state of an installation after news. News may come in any order and again: the earliest exposure counts, an event counts that
 * happened within the time after it, and the same news change nothing.
 *
 * @param before undefined: nothing is known of it
 * @param keptMs how long the counts of its app are kept
 * @returns undefined when nothing changes
 */
export function advanced(
  before: ParticipationDocument | undefined,
  { id, of, variant, rules, givenAt, times }: News,
  saved: Saved,
  now: number,
  keptMs: number,
): ParticipationDocument | undefined {
  const given = earliest(before?.t?.getTime(), givenAt !== undefined && givenAt <= rules.exposedUntil ? givenAt : undefined);
  const waiting = before?.b?.getTime();
  const converted = before?.c === true || (given !== undefined && [...times, waiting].some((at) => isWithin(at, given, rules)));
  const latest = converted ? undefined : latestOf(times, waiting, rules);
  const counts = before?.k === true || (given !== undefined && saved === 'saved');
  const isKnown =
    given === before?.t?.getTime() && converted === (before?.c ?? false) && latest === waiting && counts === (before?.k ?? false);
  if (isKnown) return undefined;
  const wait = given === undefined || counts ? {} : { w: SECOND_MS, r: new Date(now + SECOND_MS) };
  return {
    _id: id,
    e: of,
    g: variant,
    k: counts,
    c: converted,
    ...(given === undefined ? {} : { t: new Date(given) }),
    ...(latest === undefined ? {} : { b: new Date(latest) }),
    ...wait,
    exp: new Date(counts && given !== undefined ? given + keptMs : now + UNCOUNTED_MS),
    v: (before?.v ?? 0) + 1,
  };
}

/** An installation that is not saved yet after another look: the next one comes later. @returns undefined when its time is over */
export function lookedAt({ w = SECOND_MS }: ParticipationDocument, now: number): { readonly w: number; readonly r: Date } {
  const wait = Math.min(WAIT_MS_MAX, 2 * w);
  return { w: wait, r: new Date(now + wait) };
}

function isWithin(at: number | undefined, given: number, { withinMs, endedAt = Infinity }: News['rules']): boolean {
  return at !== undefined && at >= given && at <= given + withinMs && at <= endedAt;
}

/** Of events that came before the exposure did, one is kept: an exposure that arrives late is a moment late. */
function latestOf(times: readonly number[], waiting: number | undefined, { endedAt = Infinity }: News['rules']): number | undefined {
  const usable = times.filter((at) => at <= endedAt);
  return usable.length === 0 ? waiting : Math.max(...usable, waiting ?? -Infinity);
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
