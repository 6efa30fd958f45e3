/** Messages of a push to APNs by whose answers its tokens are judged. */
export const JUDGED = 200;
/** More bad ones among them are no dead devices but tokens of the other environment, or of another app. */
export const BAD_MAX = JUDGED * 0.2;

/** Answers of APNs that a misconfiguration causes, and that single devices cause too. */
const SUSPECT: ReadonlySet<string> = new Set(['BadDeviceToken', 'DeviceTokenNotForTopic']);

/** Answers about the tokens of a push so far: how many, and how many of them found the token bad. */
export interface TokenTally {
  readonly seen: number;
  readonly bad: number;
}

/**
 * - `open`: too little is known; no token is taken for dead yet
 * - `passed`: the tokens fit the credentials; bad ones are dead
 * - `misconfigured`: they do not; no token is taken for dead
 */
export type TokenVerdict = 'open' | 'passed' | 'misconfigured';

export function isSuspect(reason: string): boolean {
  return SUSPECT.has(reason);
}

/**
 * Judges the tokens of a push by its first 200 answers of APNs.
 *
 * @param isWhole no further answers will come
 * Source: docs/contract/30-push-engine.md section 6.2.
 */
export function judgeTokens({ seen, bad }: TokenTally, isWhole = false): TokenVerdict {
  if (bad > BAD_MAX) return 'misconfigured';
  return seen >= JUDGED || isWhole ? 'passed' : 'open';
}

/**
 * The tally with further answers, of which only those among the first 200 count; the bad ones first, since nobody knows the order of
 * answers that came together.
 */
export function tallied({ seen, bad }: TokenTally, further: TokenTally): TokenTally {
  const room = Math.max(0, JUDGED - seen);
  return { seen: seen + Math.min(room, further.seen), bad: bad + Math.min(room, further.bad) };
}
