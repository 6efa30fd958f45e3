import { z } from 'zod';

const DAY_MS = 86_400_000;
const milliseconds = z.number().min(0).max(DAY_MS);
const share = z.number().min(0).max(1);

/**
 * How a message ends: the name of one of the simulator's answers, or one of
 * - `accept`: taken, and answered as a provider does that has no complaint;
 * - `reset`: taken, then the stream is reset without an answer;
 * - `refuse`: not taken; REFUSED_STREAM says so (over HTTP/1.1 the connection is cut);
 * - `kill-before`: the connection is cut, and the message was not taken;
 * - `kill-after`: the message was taken, and then the connection is cut;
 * - `silence`: taken, and never answered.
 */
export const GENERAL_FATES = ['accept', 'reset', 'refuse', 'kill-before', 'kill-after', 'silence'] as const;
export type GeneralFate = (typeof GENERAL_FATES)[number];

const latency = z.union([
  z.strictObject({ kind: z.literal('fixed'), ms: milliseconds }),
  z.strictObject({ kind: z.literal('lognormal'), medianMs: milliseconds, sigma: z.number().min(0).max(5) }),
]);

const rateLimit = z.strictObject({
  /** Messages that the bucket gets back in a second. */
  perSecond: z.number().positive(),
  /** Messages that it holds at most. */
  burst: z.int().positive(),
  retryAfterSeconds: z.int().min(0).max(3_600),
});

const outage = z.strictObject({
  /** From the moment at which the behaviour is set. */
  startsInMs: milliseconds,
  lastsMs: milliseconds,
  /** Every request gets the answer of an outage; or all connections are cut and none is taken; or nothing is answered, nor taken. */
  how: z.enum(['answer', 'cut', 'silence']),
  /** Told with the answer. */
  retryAfterSeconds: z.int().min(0).max(86_400).optional(),
});

/** All that a simulator may be told to do; each simulator takes the ones that make sense for it. */
export const behavioursSchema = z.strictObject({
  latency: latency.nullable(),
  rateLimit: rateLimit.nullable(),
  outages: z.array(outage).max(100),
  /** Shares of the messages, chosen by the seed, that end otherwise. */
  failures: z.array(z.strictObject({ share, fate: z.string(), retryAfterSeconds: z.int().min(0).max(86_400).optional() })).max(20),
  /** Bodies of answers come byte by byte. */
  slowBody: z.strictObject({ everyMs: z.number().min(1).max(60_000) }).nullable(),
  /** SETTINGS_MAX_CONCURRENT_STREAMS of new connections. */
  maxConcurrentStreams: z.int().min(1).max(100_000),
  /** A connection allows one stream until a request on it was authorised. */
  oneStreamUntilAuthenticated: z.boolean(),
  /** The connection with request number `afterRequests`, counted from when this is set, gets a GOAWAY that names that stream as the last one. */
  goAway: z.strictObject({ afterRequests: z.int().positive(), reason: z.string().max(100) }).nullable(),
  /** From request number n on, counted from when this is set, nothing is read: bodies stay in the way and nobody gets an answer. */
  stopReadingAfterRequests: z.int().positive().nullable(),
  /** The thing that may change its provider token every 20 minutes at most. */
  tokenUpdatesPer: z.enum(['connection', 'key']),
  /** Life of the access tokens that a token endpoint gives out. */
  expiresInSeconds: z.int().min(1).max(86_400),
  /** Messages a day that one channel takes. */
  messagesPerDay: z.int().positive(),
});

export type Behaviours = z.infer<typeof behavioursSchema>;

export const QUIET_BEHAVIOURS: Behaviours = {
  latency: null,
  rateLimit: null,
  outages: [],
  failures: [],
  slowBody: null,
  maxConcurrentStreams: 1_000,
  oneStreamUntilAuthenticated: true,
  goAway: null,
  stopReadingAfterRequests: null,
  tokenUpdatesPer: 'connection',
  expiresInSeconds: 3_600,
  messagesPerDay: 500,
};

/** Behaviours that every simulator understands. */
export const COMMON_BEHAVIOURS = ['latency', 'rateLimit', 'outages', 'failures', 'slowBody'] as const satisfies (keyof Behaviours)[];
/** Behaviours that need connections of HTTP/2. */
export const HTTP2_BEHAVIOURS = ['maxConcurrentStreams', 'goAway', 'stopReadingAfterRequests'] as const satisfies (keyof Behaviours)[];

const fates = {
  /** One fate for each message to a device, in turn. */
  fates: z.array(z.string()).min(1).max(1_000),
  /** The last fate holds for all further messages; false: they are treated like those of any device. */
  repeat: z.boolean().default(true),
  retryAfterSeconds: z.int().min(0).max(86_400).optional(),
  /** Milliseconds since the epoch at which the device went away; for answers that say so. */
  goneSince: z.number().optional(),
};

/** The fates of messages to some devices: those whose token starts so, or those of a list. */
export const scriptSchema = z.union([
  z.strictObject({ prefix: z.string(), ...fates }),
  z.strictObject({ tokens: z.array(z.string()).min(1).max(1_000_000), ...fates }),
]);
export type Script = z.infer<typeof scriptSchema>;
export type ScriptInput = z.input<typeof scriptSchema>;

export const changeSchema = z.strictObject({
  /** Back to the start first: counters, requests, scripts, behaviours, the journal, and the seed's numbers. */
  reset: z.boolean().optional(),
  seed: z.int().min(0).max(0xffff_ffff).optional(),
  behaviours: behavioursSchema.partial().optional(),
  /** They come before the earlier ones where both name a device. */
  scripts: z.array(scriptSchema).max(1_000).optional(),
});
/** The body of `POST /_control/<simulator>`. */
export type Change = z.input<typeof changeSchema>;
