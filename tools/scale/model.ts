/**
 * A deployment on paper: figures of one machine, as `npm run bench` and `npm run bench:push` have measured them (docs/performance.md),
 * multiplied. Times are of CPU, in milliseconds, without noise of neighbours.
 */

/** The CPU of one request in each part of a deployment with a process per service. */
export interface Cost {
  readonly gateway: number;
  readonly data: number;
  readonly nats: number;
  readonly mongodb: number;
}

export type RequestKind = 'get' | 'find' | 'create' | 'update';

/**
 * The sum of gateway, data and NATS is the measured CPU of a request (0.123, 0.320, 0.170 and 0.200 ms). It is shared by the measured round trip
 * on the bus, 43 µs, of which NATS has a fifth, and the profiles: `data` has a third more than the gateway. MongoDB's part is an assumption
 * on the safe side: the tables print it for other requests only.
 */
export const COSTS: Readonly<Record<RequestKind, Cost>> = {
  get: { gateway: 0.049, data: 0.065, nats: 0.009, mongodb: 0.05 },
  find: { gateway: 0.133, data: 0.178, nats: 0.009, mongodb: 0.15 },
  create: { gateway: 0.069, data: 0.092, nats: 0.009, mongodb: 0.12 },
  update: { gateway: 0.082, data: 0.109, nats: 0.009, mongodb: 0.15 },
};

/** One device of a push: of the workers, of MongoDB, and how many a worker sends a second. */
export const PUSH = { workers: 0.108, mongodb: 0.033, perSecond: 9_000 } as const;

/** Limits of single servers that no further core moves. */
export const LIMITS = {
  /** Share of a core that may be used, so that a lost node is borne by the others. */
  use: 0.6,
  /** Cores of a member of MongoDB, a common size of machine. */
  mongodbCores: 16,
  /** Writes a second that a primary's journal bears on one SSD volume; an assumption. */
  mongodbWrites: 20_000,
  /** Memory of a member for its cache, in GB. */
  mongodbCacheGb: 64,
  /** Databases of one replica set: each has files of its own for every collection and index; an assumption. */
  mongodbFiles: 100_000,
  /** Messages a second of one NATS server; a request is two. 64 in flight gave 35,781 calls on two cores that it shared; an assumption for one alone. */
  natsMessages: 500_000,
  /** Commands a second of one Redis. */
  redisCommands: 100_000,
  /** Connections that a member of MongoDB keeps well, at 1 MB each. */
  mongodbConnections: 10_000,
} as const;

export interface Load {
  readonly requestsPerSecond: number;
  /** Shares of the kinds, which add up to 1. */
  readonly mix: Readonly<Record<RequestKind, number>>;
  readonly apps: number;
  readonly installations: number;
  /** Time in which a push to all installations is to be sent. */
  readonly pushSeconds: number;
  /** Bytes of an installation with its indexes. */
  readonly installationBytes: number;
  /** Files of an app in MongoDB: collections and indexes. */
  readonly filesPerApp: number;
  /** Share of requests that limits of an app count in Redis. */
  readonly countedShare: number;
}

/** One part of the deployment: how many it takes, and how full they are then. */
export interface Need {
  readonly part: string;
  readonly count: number;
  readonly unit: string;
  /** The sum of all, in cores or as the reason says. */
  readonly why: string;
  /** From 0 to 1, of the thing that fills it first. */
  readonly use: number;
}

const up = (value: number): number => Math.max(1, Math.ceil(value - 1e-9));
const round = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });

/** The cores that a part needs for the requests. */
export function coresOf(part: keyof Cost, { requestsPerSecond, mix }: Load): number {
  const kinds = Object.entries(mix) as readonly [RequestKind, number][];
  return kinds.reduce((sum, [kind, share]) => sum + (requestsPerSecond * share * COSTS[kind][part]) / 1_000, 0);
}

/** All parts that the load needs, each by the limit that it meets first. */
export function needsOf(load: Load): readonly Need[] {
  const sends = load.installations / load.pushSeconds;
  const workersCores = (sends * PUSH.workers) / 1_000;
  return [
    processes('gateway', coresOf('gateway', load)),
    processes('data', coresOf('data', load)),
    processes('workers', Math.max(workersCores, (sends / PUSH.perSecond) * LIMITS.use)),
    nats(load),
    redis(load),
    ...shards(load, (sends * PUSH.mongodb) / 1_000),
  ];
}

function processes(part: string, cores: number): Need {
  const count = Math.max(2, up(cores / LIMITS.use));
  return { part, count, unit: 'processes of one core', why: `${round(cores)} cores`, use: cores / count };
}

function nats({ requestsPerSecond }: Load): Need {
  const messages = requestsPerSecond * 2;
  const count = Math.max(3, up(messages / (LIMITS.natsMessages * LIMITS.use)));
  return { part: 'NATS', count, unit: 'servers', why: `${round(messages)} messages/s`, use: messages / (count * LIMITS.natsMessages) };
}

function redis({ requestsPerSecond, countedShare }: Load): Need {
  const commands = requestsPerSecond * countedShare;
  const count = up(commands / (LIMITS.redisCommands * LIMITS.use));
  return { part: 'Redis', count, unit: 'servers', why: `${round(commands)} commands/s`, use: commands / (count * LIMITS.redisCommands) };
}

/** The limits of a shard, each by how many shards it asks for. */
function shards(load: Load, pushCores: number): readonly Need[] {
  const writes = load.requestsPerSecond * (load.mix.create + load.mix.update);
  const cores = coresOf('mongodb', load) + pushCores;
  const cacheGb = (load.installations * load.installationBytes) / 1e9;
  const files = load.apps * load.filesPerApp;
  const limits: readonly (readonly [string, number, string])[] = [
    ['CPU', cores / LIMITS.mongodbCores, `${round(cores)} cores`],
    ['writes', writes / LIMITS.mongodbWrites, `${round(writes)} writes/s`],
    ['cache', cacheGb / LIMITS.mongodbCacheGb, `${round(cacheGb)} GB of installations`],
    ['files', files / LIMITS.mongodbFiles, `${round(files)} collections and indexes`],
  ];
  const count = up(Math.max(...limits.map(([, full]) => full)) / LIMITS.use);
  return limits.map(([name, full, why]) => ({ part: `MongoDB, ${name}`, count, unit: 'shards of 3 members', why, use: full / count }));
}

/** The part that is full first when everything else grows: the one with the highest use. */
export function firstFull(needs: readonly Need[]): Need {
  return needs.reduce((fullest, need) => (need.use > fullest.use ? need : fullest));
}

/** Requests a second at which a single server of each kind is full: the order in which a growing deployment meets its limits. */
export function saturation(load: Load): readonly (readonly [part: string, requestsPerSecond: number])[] {
  const perRequest = (cores: number): number => cores / load.requestsPerSecond;
  const writeShare = load.mix.create + load.mix.update;
  const points: readonly (readonly [string, number])[] = [
    ['one data process', LIMITS.use / perRequest(coresOf('data', load))],
    ['one gateway process', LIMITS.use / perRequest(coresOf('gateway', load))],
    ['one replica set, CPU', (LIMITS.use * LIMITS.mongodbCores) / perRequest(coresOf('mongodb', load))],
    ['one replica set, writes', (LIMITS.use * LIMITS.mongodbWrites) / writeShare],
    ['one Redis', (LIMITS.use * LIMITS.redisCommands) / load.countedShare],
    ['one NATS server', (LIMITS.use * LIMITS.natsMessages) / 2],
  ];
  return points.toSorted(([, one], [, other]) => one - other);
}
