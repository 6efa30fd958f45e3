import { z } from 'zod';
import { jsonObject } from './data-members.ts';
import { json, operation } from './operation.ts';

/**
 * The installations that a push is for, as its engine walks through them, and the few members of them that the engine changes. `push` and
 * `workers` ask, in the platform's name. All of it may be asked again: none of these writes does a thing twice.
 */
const ASKED_BY = ['push', 'workers'] as const;
/** Installations of one page, and of one change. */
export const TARGETS_MAX = 500;
const ids = z.array(z.string()).max(TARGETS_MAX);

/** One installation as the engine sees it: a projection of `_Installation`, no more. `tokenAt` is epoch milliseconds. */
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
});
export type PushTarget = z.infer<typeof pushTarget>;

/**
 * The installations of a push: those that match `where` and can be reached, since they have a device token or a channel URI.
 *
 * - `zones`: only those with one of these values of `timeZone`, as they are stored
 * - `withoutLocal`: not those that a local push of this key has stamped already
 */
const audience = z.object({ where: jsonObject, zones: z.array(z.string()).optional(), withoutLocal: z.string().optional() });
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

/** How many installations an audience has now, counted up to `limit`; `exact` is false where there may be more. */
const countAudienceRequest = audience.extend({ limit: z.int().positive() });
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
export const zonesOfAudience = operation<{ where: Record<string, unknown> }, { zones: string[] }>({
  subject: 'data.zones-of-audience',
  request: z.object({ where: jsonObject }),
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
 * token or URI that was sent to, `at` the time since which the provider knows it dead, in epoch milliseconds.
 */
const deadToken = z.object({ objectId: z.string(), to: z.string(), provider: z.string(), reason: z.string(), at: z.number().optional() });
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
