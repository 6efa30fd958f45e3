import type { AuthorizedAccess } from '@parlance/acl';
import type { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Groups, PushTargetStore, TargetQuery } from './push-target.store.ts';

/** Ranges that a sample is made of, and the installations of each. */
const RANGES = 64;
const ROWS = 1_000;
const RANGES_AT_A_TIME = 8;

export interface TallyBounds {
  readonly limit: number;
  /** For counting exactly. */
  readonly exactMsMax: number;
  /** For each question of a sample. */
  readonly sampleMsMax: number;
}

/**
 * Counts a segment: exactly where that takes neither too long nor too many documents, else in ranges of installations that begin at ids
 * drawn at random. Ids need not be spread evenly for that, and only some ten thousand documents are read whatever the class holds.
 */
export async function tallySegment(
  store: PushTargetStore,
  query: AuthorizedAccess<TargetQuery>,
  bounds: TallyBounds,
): Promise<data.SegmentTally> {
  return (await exactly(store, query, bounds)) ?? sampled(store, query, bounds);
}

/** @returns undefined beyond the bounds */
async function exactly(
  store: PushTargetStore,
  query: AuthorizedAccess<TargetQuery>,
  { limit, exactMsMax }: TallyBounds,
): Promise<data.SegmentTally | undefined> {
  try {
    const groups = await store.groups(query, limit + 1, exactMsMax);
    if (groups.matched > limit) return undefined;
    return { ...tallyOf([groups]), exact: true, rows: groups.matched, size: groups.matched };
  } catch (error) {
    if (error instanceof ParseError && error.kind === 'RequestTimeout') return undefined;
    throw error;
  }
}

async function sampled(
  store: PushTargetStore,
  query: AuthorizedAccess<TargetQuery>,
  { sampleMsMax }: TallyBounds,
): Promise<data.SegmentTally> {
  const [size, starts] = await Promise.all([store.size(sampleMsMax), store.sample(RANGES, sampleMsMax)]);
  const ranges: (Groups & { readonly rows: number })[] = [];
  for (let at = 0; at < starts.length; at += RANGES_AT_A_TIME) {
    const some = starts.slice(at, at + RANGES_AT_A_TIME);
    ranges.push(...(await Promise.all(some.map((from) => store.groupsFrom(query, from, ROWS, sampleMsMax)))));
  }
  return { ...tallyOf(ranges), exact: false, rows: ranges.reduce((sum, { rows }) => sum + rows, 0), size };
}

function tallyOf(parts: readonly Groups[]): Pick<data.SegmentTally, 'matched' | 'withoutTimeZone' | 'perType' | 'perLocale'> {
  const perType = new Map<string, number>();
  const perLocale = new Map<string, number>();
  for (const { type, locale, n } of parts.flatMap(({ groups }) => groups)) {
    if (isName(type)) perType.set(type, (perType.get(type) ?? 0) + n);
    if (isName(locale)) perLocale.set(locale, (perLocale.get(locale) ?? 0) + n);
  }
  return {
    matched: parts.reduce((sum, { matched }) => sum + matched, 0),
    withoutTimeZone: parts.reduce((sum, part) => sum + part.withoutTimeZone, 0),
    perType: Object.fromEntries(perType),
    perLocale: Object.fromEntries(perLocale),
  };
}

/** Other values are no device type and no locale. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= NAME_LENGTH_MAX && value !== '__proto__';
}

const NAME_LENGTH_MAX = 64;
