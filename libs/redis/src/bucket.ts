/** How fast a bucket fills, and how much it holds. */
export interface BucketRate {
  /** Tokens that come back in a second; may be a fraction. */
  readonly perSecond: number;
  /** Tokens that it holds at most, at least 1. */
  readonly capacity: number;
  /** The share of the rate that takers of less importance may have together, above 0 and up to 1. */
  readonly bulkShare: number;
}

/** Tokens that were given, and in how many milliseconds it is worth asking for the rest: 0 when there is none. */
export interface Taken {
  readonly granted: number;
  readonly waitMs: number;
}

/** The state of a bucket; `at` and `slowedAt` in milliseconds since the epoch. */
export interface Bucket {
  readonly tokens: number;
  /** Those of them that takers of less importance may have. */
  readonly bulk: number;
  readonly at: number;
  /** The share of its rate at which the bucket filled when it was slowed down last. */
  readonly pace: number;
  readonly slowedAt: number;
}

/** The share of the full rate that a bucket that was slowed down gets back in each second. */
export const RECOVERY_PER_SECOND = 0.05;
/** A bucket is not slowed down below this share of its rate. */
export const PACE_MIN = 1 / 64;
/** Complaints within this time are one. */
export const SLOWED_ONCE_MS = 1_000;
/** Sums of parts of tokens come out a little below whole ones. */
export const ROUNDING = 1e-6;
/** A clock that is so far behind the last taker's was set back, or the other one's was wrong. */
export const CLOCK_BACK_MS = 60_000;

export function fullBucket({ capacity, bulkShare }: BucketRate, now: number): Bucket {
  return { tokens: capacity, bulk: capacity * bulkShare, at: now, pace: 1, slowedAt: 0 };
}

/** The bucket as it is at a time: filled since the last look. The clocks of takers differ a little, and none of them takes time back. */
export function refilled(bucket: Bucket, { perSecond, capacity, bulkShare }: BucketRate, now: number): Bucket {
  const at = bucket.at - now > CLOCK_BACK_MS ? now : Math.max(bucket.at, now);
  const pace = paceAt(bucket, at);
  const added = (Math.max(0, at - bucket.at) / 1_000) * perSecond * pace;
  const room = Math.max(1, capacity * pace);
  const tokens = Math.min(room, bucket.tokens + added);
  return { ...bucket, at, tokens, bulk: Math.min(room * bulkShare, bucket.bulk + added * bulkShare) };
}

/** Takes up to `want` tokens, or gives some back when it is negative. */
export function take(before: Bucket, rate: BucketRate, want: number, isBulk: boolean, now: number): { bucket: Bucket; taken: Taken } {
  const bucket = refilled(before, rate, now);
  const share = isBulk ? rate.bulkShare : 1;
  const there = isBulk ? Math.min(bucket.tokens, bucket.bulk) : bucket.tokens;
  const granted = want < 0 ? want : Math.min(want, Math.max(0, Math.floor(there + ROUNDING)));
  const after = { ...bucket, tokens: bucket.tokens - granted, bulk: isBulk ? bucket.bulk - granted : bucket.bulk };
  if (granted === want) return { bucket: after, taken: { granted, waitMs: 0 } };
  const missing = Math.max(1, Math.min(want - granted, rate.capacity / 2)) - (there - granted) - ROUNDING;
  const waitMs = Math.max(1, Math.ceil((missing / (rate.perSecond * paceAt(bucket, bucket.at) * share)) * 1_000));
  return { bucket: after, taken: { granted, waitMs } };
}

/** Halves the rate, which then recovers; once for all complaints of a second. */
export function slowedDown(before: Bucket, rate: BucketRate, now: number): Bucket {
  const bucket = refilled(before, rate, now);
  if (bucket.at - bucket.slowedAt < SLOWED_ONCE_MS) return bucket;
  const pace = Math.max(PACE_MIN, paceAt(bucket, bucket.at) / 2);
  return { ...bucket, tokens: bucket.tokens / 2, bulk: bucket.bulk / 2, pace, slowedAt: bucket.at };
}

function paceAt({ pace, slowedAt }: Bucket, at: number): number {
  return Math.min(1, pace + (Math.max(0, at - slowedAt) / 1_000) * RECOVERY_PER_SECOND);
}
