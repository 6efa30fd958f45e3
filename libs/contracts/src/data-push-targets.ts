import { z } from 'zod';
import { jsonObject } from './data-members.ts';
import { json, operation } from './operation.ts';
import { pushGroup } from './push-group.ts';

/**
 * The installations that a push is for, as its engine walks through them, and the few members of them that the engine changes. `push` and
 * `workers` ask, in the platform's name. All of it may be asked again: none of these writes does a thing twice.
 */
const ASKED_BY = ['push', 'workers'] as const;
/** Installations of one page, and of one change. */
export const TARGETS_MAX = 500;
const ids = z.array(z.string()).max(TARGETS_MAX);

/**
 * One installation as the engine sees it: a projection of `_Installation`, no more. `tokenAt` is epoch milliseconds; `usedUp` says that its
 * channel takes no more messages today.
 */
const pushTarget = z.object({
  objectId: z.string(),
  installationId: z.string().optional(),
  deviceType: z.string(),
  pushType: z.string().optional(),
  deviceToken: z.string().optional(),
  channelUris: z.array(z.string()).readonly().optional(),
  appIdentifier: z.string().optional(),
  localeIdentifier: z.string().optional(),
  timeZone: z.string().optional(),
  badge: z.number().optional(),
  tokenAt: z.number().optional(),
  usedUp: z.literal(true).optional(),
});
export type PushTarget = z.infer<typeof pushTarget>;

/**
 * The installations of a push: those that match `where` and can be reached, since they have a device token or a channel URI.
 *
 * - `zones`: only those with one of these values of `timeZone`, as they are stored
 * - `withoutLocal`: not those that a local push of this key has stamped already
 * - `waiting`: only those that wait for the end of their quiet hours, for the push of this key
 * - `unreachable`: also those that match and cannot be reached
 */
const audience = z.object({
  where: jsonObject,
  zones: z.array(z.string()).optional(),
  withoutLocal: z.string().optional(),
  waiting: z.string().optional(),
  unreachable: z.literal(true).optional(),
});
export type PushAudience = z.infer<typeof audience>;

/**
 * The same `where`, its subqueries and relations answered by the objects that they find now. `frozen` is false where they find too much to be written
 * down: `where` is then the one that was asked, which each page answers anew.
 * @throws InvalidQuery (102) and the other errors of a find
 */
export const freezeAudience = operation<{ where: Record<string, unknown> }, { where: Record<string, unknown>; frozen: boolean }>({
  subject: 'data.freeze-audience',
  request: z.object({ where: jsonObject }),
  reply: json(z.object({ where: jsonObject, frozen: z.boolean() })),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/**
 * How many installations an audience has now, counted up to `limit`; `exact` is false where there may be more. `group`: those alone that are
 * in one group of an experiment, for which all of them are looked at.
 */
const countAudienceRequest = audience.extend({ limit: z.int().positive(), group: pushGroup.optional() });
export type CountAudienceRequest = z.infer<typeof countAudienceRequest>;
export const countAudience = operation<CountAudienceRequest, { count: number; exact: boolean }>({
  subject: 'data.count-audience',
  request: countAudienceRequest,
  reply: json(z.object({ count: z.int().nonnegative(), exact: z.boolean() })),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/** Ids, in order, that part all installations into `parts` ranges of about one size. Fewer where there are few installations. */
export const splitAudience = operation<{ parts: number }, { bounds: string[] }>({
  subject: 'data.split-audience',
  request: z.object({ parts: z.int().min(1).max(4_096) }),
  reply: json(z.object({ bounds: z.array(z.string()) })),
  retry: 'safe',
  deadlineMs: 30_000,
  askedBy: ASKED_BY,
});

/** The values of `timeZone` of an audience, as they are stored. Installations without one are left out. */
export const zonesOfAudience = operation<PushAudience, { zones: string[] }>({
  subject: 'data.zones-of-audience',
  request: audience,
  reply: json(z.object({ zones: z.array(z.string()) })),
  retry: 'safe',
  deadlineMs: 30_000,
  askedBy: ASKED_BY,
});

/**
 * A page of an audience in the order of ids.
 *
 * - `after`, `upTo`: bounds of the ids, the first excluded, the second included; without one the page is open there
 * - `createdUntil`: epoch milliseconds; installations that were made later are left out
 * - `ids`: only these
 */
const pageAudienceRequest = audience.extend({
  after: z.string().optional(),
  upTo: z.string().optional(),
  createdUntil: z.number().optional(),
  ids: ids.optional(),
  limit: z.int().min(1).max(TARGETS_MAX),
});
export type PageAudienceRequest = z.infer<typeof pageAudienceRequest>;
export const pageAudience = operation<PageAudienceRequest, { targets: PushTarget[] }>({
  subject: 'data.page-audience',
  request: pageAudienceRequest,
  reply: json(z.object({ targets: z.array(pushTarget) })),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/**
 * Changes the badge of installations once for each `key`, however often it is asked, and answers the badges as they are then.
 *
 * - `by`: is added to the stored badge, which counts as 0 where there is none
 * - `to`: becomes the stored badge
 */
const changeBadgesRequest = z.object({
  ids,
  key: z.string().min(1),
  change: z.union([z.object({ by: z.number() }).strict(), z.object({ to: z.number() }).strict()]),
});
export type ChangeBadgesRequest = z.infer<typeof changeBadgesRequest>;
export const changeBadges = operation<ChangeBadgesRequest, { badges: Record<string, number> }>({
  subject: 'data.change-badges',
  request: changeBadgesRequest,
  reply: json(z.object({ badges: z.record(z.string(), z.number()) })),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/**
 * Notes of installations that their push token, or one of their channel URIs, is dead. One that has changed meanwhile stays: `to` is the
 * token or URI that was sent to, `at` the time since which the provider knows it dead, in epoch milliseconds. With `until`, also in epoch
 * milliseconds, the URI stays, but nothing is sent to it before then: it has had its messages of the day.
 */
const deadToken = z.object({
  objectId: z.string(),
  to: z.string(),
  provider: z.string(),
  reason: z.string(),
  at: z.number().optional(),
  until: z.number().optional(),
});
export type DeadToken = z.infer<typeof deadToken>;
export const dropDeadTokens = operation<{ tokens: DeadToken[] }, { dropped: number }>({
  subject: 'data.drop-dead-tokens',
  request: z.object({ tokens: z.array(deadToken).max(TARGETS_MAX) }),
  reply: json(z.object({ dropped: z.int().nonnegative() })),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/** Stamps installations with the key of a local push, so that one that moves to a later zone does not get it twice. */
export const stampLocal = operation<{ ids: string[]; key: string }, Record<string, never>>({
  subject: 'data.stamp-local',
  request: z.object({ ids, key: z.string().min(1) }),
  reply: json(z.object({}).strict()),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/**
 * Gives each installation its turn for a push where a frequency cap leaves it one, and answers who has it. A turn is taken in one step with
 * the look at the others, so that pushes at the same time do not exceed the cap together, and once for each `key`, however often it is asked.
 *
 * - `at`: epoch milliseconds
 * - `rules`: at most so many turns in any so many hours
 */
const takeTurnsRequest = z.object({
  ids,
  key: z.string().min(1),
  at: z.number(),
  rules: z.array(z.object({ pushes: z.int().positive(), hours: z.number().positive() })).readonly(),
});
export type TakeTurnsRequest = z.infer<typeof takeTurnsRequest>;
export const takeTurns = operation<TakeTurnsRequest, { taken: string[] }>({
  subject: 'data.take-turns',
  request: takeTurnsRequest,
  reply: json(z.object({ taken: z.array(z.string()) })),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/** Takes turns back that led to no hand-over: the installations may have another push instead. */
export const giveTurnsBack = operation<{ ids: string[]; key: string }, Record<string, never>>({
  subject: 'data.give-turns-back',
  request: z.object({ ids, key: z.string().min(1) }),
  reply: json(z.object({}).strict()),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/** Notes that installations wait for the push of a key until their quiet hours end, or that they do so no more. */
const noteWaitingRequest = z.object({ ids, key: z.string().min(1), waits: z.boolean() });
export type NoteWaitingRequest = z.infer<typeof noteWaitingRequest>;
export const noteWaiting = operation<NoteWaitingRequest, Record<string, never>>({
  subject: 'data.note-waiting',
  request: noteWaitingRequest,
  reply: json(z.object({}).strict()),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/**
 * The size of a segment and its parts: of all installations that match, reachable or not. `exact` figures are of at most `limit`
 * installations that were counted in time; all others are of a sample, `matched` of `rows` installations of a class that has `size`.
 *
 * - `perType`, `perLocale`: the matched ones by their values, as they are stored; the rarest values beyond some hundred are left out
 */
const tally = z.record(z.string(), z.int().nonnegative());
const segmentTally = z.object({
  exact: z.boolean(),
  matched: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  size: z.int().nonnegative(),
  withoutTimeZone: z.int().nonnegative(),
  perType: tally,
  perLocale: tally,
});
export type SegmentTally = z.infer<typeof segmentTally>;

/** `timeMsMax`: how long counting may take before a sample is drawn. */
const tallySegmentRequest = z.object({ where: jsonObject, limit: z.int().positive(), timeMsMax: z.int().positive() });
export type TallySegmentRequest = z.infer<typeof tallySegmentRequest>;

/** @throws InvalidQuery (102) and the other errors of a find */
export const tallySegment = operation<TallySegmentRequest, SegmentTally>({
  subject: 'data.tally-segment',
  request: tallySegmentRequest,
  reply: json(segmentTally),
  retry: 'safe',
  askedBy: ['push'],
});
