import { z } from 'zod';
import { jsonObject } from './data-members.ts';
import { event, json, operation } from './operation.ts';
import { pushGroup } from './push-group.ts';

/**
 * The work that a push is made of, for the workers that do it. A push has waves, one for each time at which it is sent; a wave has
 * partitions, ranges of ids of installations. A partition is one document: position, counts, announced slices and pending retries change
 * together or not at all, if nobody else has changed it since.
 */
const WORKERS = ['workers'] as const;

const numbers = z.record(z.string(), z.int().nonnegative()).readonly();

/** The fates of installations. Each is counted once, when its outcome is final. Keys are device types, reasons and offsets in minutes. */
const pushCounts = z.object({
  targeted: z.int().nonnegative(),
  sent: numbers,
  failed: numbers,
  failedReason: numbers,
  unknown: z.int().nonnegative(),
  skipped: numbers,
  locale: numbers,
  sentOffset: numbers,
  failedOffset: numbers,
  /** Installations that were put off until their quiet hours end; they are targeted when that is over. Absent for none. */
  waiting: z.int().nonnegative().optional(),
});
export type PushCounts = z.infer<typeof pushCounts>;

/**
 * Installations that are about to be handed to providers: written down before that happens, so that whoever finds the slice without a
 * result knows that some of it may have been sent.
 *
 * - `upper`: the position behind the slice; absent for a slice of retries
 * - `ids`: those that are sent to
 * - `skipped`: those that are not, by reason
 * - `waiting`: those that are sent to later, and that get a note of that; absent for none
 * - `settled`: those that lose such a note, as they have waited; absent for none
 */
const pushSlice = z.object({
  upper: z.string().optional(),
  ids: z.array(z.string()).readonly(),
  skipped: numbers,
  waiting: z.array(z.string()).readonly().optional(),
  settled: z.array(z.string()).readonly().optional(),
});
export type PushSlice = z.infer<typeof pushSlice>;

/** An installation that is tried again: `attempt` of them have been made, none where its provider was left alone, and no further one before `notBefore` (epoch milliseconds). */
const pushRetry = z.object({ id: z.string(), attempt: z.int().nonnegative(), notBefore: z.number(), reason: z.string() });
export type PushRetry = z.infer<typeof pushRetry>;

/** `cursor` is the id behind which nobody was visited yet; absent before the first. */
const pushWork = z.object({
  cursor: z.string().optional(),
  counts: pushCounts,
  slices: z.array(pushSlice).readonly(),
  retries: z.array(pushRetry).readonly(),
});
export type PushWork = z.infer<typeof pushWork>;

export const NO_PUSH_COUNTS: PushCounts = Object.freeze({
  targeted: 0,
  sent: {},
  failed: {},
  failedReason: {},
  unknown: 0,
  skipped: {},
  locale: {},
  sentOffset: {},
  failedOffset: {},
});

export const NO_PUSH_WORK: PushWork = Object.freeze({ counts: NO_PUSH_COUNTS, slices: [], retries: [] });

export const PUSH_LANES = ['transactional', 'fast', 'bulk'] as const;
export type PushLane = (typeof PUSH_LANES)[number];
export const PUSH_POLICIES = ['at_most_once', 'at_least_once'] as const;
export type PushPolicy = (typeof PUSH_POLICIES)[number];

/**
 * The verdict on the tokens of Apple devices of a push. `round` counts how often the push was paused because they did not fit the app's
 * credentials; answers of an earlier round are of no account. `passed`: they do fit.
 */
const pushTokens = z.object({ round: z.int().nonnegative(), passed: z.boolean() });
export type PushTokens = z.infer<typeof pushTokens>;

/**
 * A partition, and all that its worker needs.
 *
 * - `fence`: grows with every claim; `seq` with every checkpoint. Both are brought along by the next checkpoint
 * - `leaseMs`: how long nobody else claims the partition, from the moment at which it was asked for
 * - `upTo`: the last id; absent where the range is open
 * - `body`: the body of `POST /push`, as it was accepted
 * - `appName`: the title of notifications that have none
 * - `pushHash`: devices send it back when the push is opened
 * - `badgeKey`: under which badges change once
 * - `local`: the key with which installations are stamped; only of pushes at a local time
 * - `dueAt`, `expiresAt`: epoch milliseconds; providers keep a message until it expires
 * - `endsAt`: epoch milliseconds; from then on nothing is handed over, whether it has expired or not
 * - `group`: only of pushes of experiments
 * - `exempt`: neither the frequency cap nor the quiet hours of the app hold for it
 * - `waiting`: the partition is one of installations that have waited, for the push of this key
 * - `waitsUntil`: nobody waits until later (epoch milliseconds): whose quiet hours last longer is passed over
 * - `maxRate`: messages a minute of all partitions together, at most
 * - `tokens`: the verdict on the push's tokens of Apple devices when it was claimed
 */
const pushClaim = z.object({
  partition: z.string(),
  app: z.string(),
  pushId: z.string(),
  fence: z.int(),
  seq: z.int(),
  leaseMs: z.number(),
  upTo: z.string().optional(),
  work: pushWork,
  where: jsonObject,
  zones: z.array(z.string()).optional(),
  body: jsonObject,
  appName: z.string().optional(),
  pushHash: z.string(),
  badgeKey: z.string(),
  local: z.string().optional(),
  dueAt: z.number(),
  expiresAt: z.number().optional(),
  endsAt: z.number().optional(),
  policy: z.enum(PUSH_POLICIES),
  lane: z.enum(PUSH_LANES),
  maxRate: z.int().positive().optional(),
  tokens: pushTokens,
  group: pushGroup.optional(),
  exempt: z.boolean(),
  waiting: z.string().optional(),
  waitsUntil: z.number(),
});
export type PushClaim = z.infer<typeof pushClaim>;

/**
 * Takes a partition that waits, or whose worker has not been heard of for a while; null for one that is neither, and where its push does not
 * run. Asked again after a lost reply it finds the partition taken, which the next one takes when the lease has run out.
 */
export const claimPartition = operation<{ partition: string; owner: string }, { claim: PushClaim | null }>({
  subject: 'push.claim-partition',
  request: z.object({ partition: z.string().min(1), owner: z.string().min(1) }),
  reply: json(z.object({ claim: pushClaim.nullable() })),
  retry: 'never',
  askedBy: WORKERS,
});

/**
 * Stores the state of a partition, if the fence and number are still those of the claimer, and renews the lease.
 *
 * - `then`: 'run' goes on; 'wait' gives the partition back, to be claimed from `notBefore` on (epoch milliseconds); 'done' ends it
 * - `held`: false when somebody else has the partition, or has moved it on: the worker drops everything it knows of it
 */
const checkpointRequest = z.object({
  partition: z.string().min(1),
  fence: z.int(),
  seq: z.int(),
  work: pushWork,
  then: z.enum(['run', 'wait', 'done']),
  notBefore: z.number().optional(),
});
export type CheckpointRequest = z.infer<typeof checkpointRequest>;
export const PUSH_RUN_STATES = ['running', 'paused', 'ending'] as const;
export type PushRunState = (typeof PUSH_RUN_STATES)[number];
export const checkpoint = operation<CheckpointRequest, { held: boolean }>({
  subject: 'push.checkpoint',
  request: checkpointRequest,
  reply: json(z.object({ held: z.boolean() })),
  retry: 'never',
  askedBy: WORKERS,
});

/** Whether a push goes on: 'ending' says that nothing more is to be sent. */
export const readRunState = operation<{ pushId: string }, { state: PushRunState }>({
  subject: 'push.read-run-state',
  request: z.object({ pushId: z.string().min(1) }),
  reply: json(z.object({ state: z.enum(PUSH_RUN_STATES) })),
  retry: 'safe',
  askedBy: WORKERS,
});

/**
 * Tells answers of APNs to the messages of a push: how many, and how many of them found a token bad (BadDeviceToken, DeviceTokenNotForTopic).
 * When more than 20 % of the first 200 of all workers did, the push is paused: its credentials are of another environment or app.
 *
 * - `isWhole`: the partition has no further ones
 * - `verdict`: 'passed' says that bad tokens are dead; until then, and when it is 'misconfigured', none is
 */
const judgeTokensRequest = z.object({
  partition: z.string().min(1),
  round: z.int().nonnegative(),
  seen: z.int().nonnegative(),
  bad: z.int().nonnegative(),
  isWhole: z.boolean(),
});
export type JudgeTokensRequest = z.infer<typeof judgeTokensRequest>;
const judgedTokens = z.object({ round: z.int().nonnegative(), verdict: z.enum(['open', 'passed', 'misconfigured']) });
export type JudgedTokens = z.infer<typeof judgedTokens>;
export const judgeTokens = operation<JudgeTokensRequest, JudgedTokens>({
  subject: 'push.judge-tokens',
  request: judgeTokensRequest,
  reply: json(judgedTokens),
  retry: 'never',
  askedBy: WORKERS,
});

/** Tells that a provider does not accept a credential of the app: its name, and the provider's reason. The sender of the push is shown it. */
const reportRefusalRequest = z.object({ pushId: z.string().min(1), credential: z.string().max(200), reason: z.string().max(200) });
export type ReportRefusalRequest = z.infer<typeof reportRefusalRequest>;
export const reportRefusal = operation<ReportRefusalRequest, Record<string, never>>({
  subject: 'push.report-refusal',
  request: reportRefusalRequest,
  reply: json(z.object({}).strict()),
  retry: 'safe',
  askedBy: WORKERS,
});

/** A push was canceled, paused or resumed: workers ask for its state anew. */
export const runStateChanged = event({
  subject: 'events.push.run-state-changed',
  payload: z.object({ app: z.string(), pushId: z.string() }),
});

/** The queues by which workers are told of partitions that can be claimed. They carry no truth: a wake-up that is lost is made again from the store. */
export const PUSH_QUEUES = { transactional: 'push-transactional', fast: 'push-fast', bulk: 'push-bulk' } as const satisfies Readonly<
  Record<PushLane, string>
>;
export const pushJob = z.object({ app: z.string(), requestId: z.string(), partition: z.string() });
export type PushJob = z.infer<typeof pushJob>;
/** A failed job is not tried again: the next look through the store finds its partition. */
export const PUSH_JOB_OPTIONS = {
  attempts: 1,
  backoffMs: 1_000,
  keepFailed: { ageSeconds: 24 * 3_600, countMax: 100 },
  draining: 'allowed',
} as const;
