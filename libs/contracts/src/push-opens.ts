import { z } from 'zod';
import { json, operation, REST, type RestReply } from './operation.ts';
import { route } from './rest-route.ts';

/** Opens of one request. */
export const OPENS_MAX = 500;
/** Names of pushes that devices send back are shorter. */
const NAME_LENGTH_MAX = 255;
const ID_LENGTH_MAX = 200;

/**
 * A device says that its user has opened a push.
 *
 * - `installation`: its installationId, as it was sent
 * - `pushId`, `pushHash`: the push, by the names that were in its payload; one of them at least
 * - `at`: when it was opened, as the device says; epoch milliseconds
 */
const sentOpen = z.object({
  installation: z.string().min(1).max(ID_LENGTH_MAX),
  pushId: z.string().max(NAME_LENGTH_MAX).optional(),
  pushHash: z.string().max(NAME_LENGTH_MAX).optional(),
  at: z.number(),
});
export type SentOpen = z.infer<typeof sentOpen>;

/** The opens of one request by their fate. `ignored`: the installation is not registered, or the app has no such push. */
const recordedOpens = z.object({
  first: z.int().nonnegative(),
  repeated: z.int().nonnegative(),
  suspect: z.int().nonnegative(),
  ignored: z.int().nonnegative(),
});
export type RecordedOpens = z.infer<typeof recordedOpens>;

/** Counts opens of pushes of the app. Told again, all of them are repeated ones, and nothing changes. */
export const recordOpens = operation<{ opens: readonly SentOpen[] }, RecordedOpens>({
  subject: 'push.record-opens',
  request: z.object({ opens: z.array(sentOpen).min(1).max(OPENS_MAX).readonly() }),
  reply: json(recordedOpens),
  retry: 'safe',
  askedBy: ['analytics'],
});

const names = z.array(z.string().max(NAME_LENGTH_MAX)).max(OPENS_MAX).readonly();
const pushNames = z.object({ ids: names, hashes: names });
/** Names of pushes, as devices send them back. */
export type PushNames = z.infer<typeof pushNames>;

/** Those of the names that are of pushes of the app of the last 30 days. */
export const matchNames = operation<PushNames, PushNames>({
  subject: 'push.match-names',
  request: pushNames,
  reply: json(pushNames),
  retry: 'safe',
  askedBy: ['analytics'],
});

const opensAsked = z.object({ pushId: z.string().max(100), parameters: z.record(z.string(), z.unknown()) });
export type OpensAsked = z.infer<typeof opensAsked>;

/**
 * The opens of a push over time, and its open rate. Parameters: `stride` (`minute`, `hour`, `day`), `from`, `to` (ISO 8601).
 * @throws ObjectNotFound (101); InvalidQuery (102)
 */
export const opens = operation<OpensAsked, RestReply>({
  subject: 'push.opens',
  request: opensAsked,
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/push/:pushId/opens', 'master', ({ path, input }) => ({ ...path, parameters: input }))],
});
