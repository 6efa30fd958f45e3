import { randomBytes } from 'node:crypto';
import { Module, type DynamicModule, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MASTER, PUBLIC, type Identity } from '@parlance/acl';
import { Bus, BUS, BusServer } from '@parlance/bus';
import { appSettings, type AppSettings } from '@parlance/app-settings';
import { config, data, NO_CODE, type AppCode, type Operation, type RequestContext, type RestReply } from '@parlance/contracts';
import { DATA_SETTINGS, DataModule, NO_SLOTS, type DataSettings, type SlotsOf } from '@parlance/data';
import { ParseError } from '@parlance/errors';
import { MongoConnections, type Collection, type Db } from '@parlance/mongo';
import { loadSettings } from '@parlance/settings';
import { createLogger, LOGGER, type Logger } from '@parlance/telemetry';

/** In one process with its caller, or reached over NATS. */
export const MODES = ['fused', 'split'] as const;
export type Mode = (typeof MODES)[number];

export type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers are looked into freely
type Stored = Record<string, unknown>;

const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} must name a running server.`);
  return value;
};
const MONGODB_URL = required('MONGODB_URL');
const NATS_URL = required('NATS_URL');

/** The providers that Nest would find in every process through libs/service. */
@Module({})
class ProcessModule {
  static of(bus: Bus, logger: Logger): DynamicModule {
    return {
      module: ProcessModule,
      global: true,
      providers: [
        { provide: BUS, useValue: bus },
        { provide: LOGGER, useValue: logger },
      ],
      exports: [BUS, LOGGER],
    };
  }
}

/** A database and a subject prefix of its own, the registry the data service asks, and any number of data replicas. */
export class DataDeployment {
  readonly name = `t${randomBytes(5).toString('hex')}`;
  readonly logs: string[] = [];
  onRegistryAsked: () => unknown = () => undefined;
  /** The features that take part in the writes of an app; counts for apps that are used or declared after it was set. */
  slotsOf: SlotsOf = () => NO_SLOTS;
  /** The caller's side; in fused mode the service's as well. */
  bus!: Bus;
  #version = 1;
  readonly #apps = new Map<string, config.AppForData>();
  readonly #databases = new Set<string>();
  readonly #connections = new MongoConnections({ appName: 'test' });
  readonly #replicas: { app: INestMicroservice; bus: Bus }[] = [];

  /** @param replicas how many data services; in fused mode the first shares the caller's process */
  static async start(mode: Mode, settings: Partial<AppSettings> = {}, replicas = 1): Promise<DataDeployment> {
    const deployment = new DataDeployment();
    deployment.bus = await deployment.#connect();
    deployment.bus.serve([
      {
        operation: config.appForData,
        handle: (request) => {
          deployment.onRegistryAsked();
          return { app: deployment.#apps.get((request as { appId: string }).appId) ?? null };
        },
      },
    ]);
    deployment.declare('test', { allowClientClassCreation: true, ...settings });
    for (let replica = 0; replica < replicas; replica++) await deployment.startReplica(replica === 0 ? mode : 'split');
    await deployment.bus.flush();
    return deployment;
  }

  /** Declares an app, or changes its settings; replicas hear of it. */
  declare(
    id: string,
    settings: Partial<AppSettings>,
    database: Partial<config.AppDatabase> = {},
    code: AppCode = NO_CODE,
    hidesAccounts = false,
  ): void {
    const name = database.name ?? `${this.name}_${id}`;
    this.#databases.add(name);
    const complete = { collectionPrefix: '', ...database, name };
    this.#apps.set(id, {
      id,
      name: id,
      enabled: true,
      version: ++this.#version,
      database: complete,
      code,
      hidesAccounts,
      fileUrlKeys: [],
      settings: appSettings.parse(settings),
    });
    this.bus.publish(config.appChanged, { app: id, version: this.#version });
  }

  async startReplica(mode: Mode, environment: Partial<Record<keyof DataSettings, string>> = {}): Promise<void> {
    const settings = loadSettings(DATA_SETTINGS, { MONGODB_URL, PARLANCE_PUBLIC_URL: 'http://parse.example/parse', ...environment });
    const bus = mode === 'fused' ? this.bus : await this.#connect();
    const destination = { write: (line: string) => void this.logs.push(line) };
    const logger = createLogger({ service: 'data', level: 'trace', destination });
    const root = class Root {};
    Module({ imports: [ProcessModule.of(bus, logger), DataModule.register(settings, (id, of) => this.slotsOf(id, of))] })(root);
    const app = await NestFactory.createMicroservice(root, { strategy: new BusServer(bus), logger: false, abortOnError: false });
    await app.listen();
    this.#replicas.push({ app, bus });
  }

  /** Tells the replicas that a class was changed, as one that changed it does. */
  announce(className: string, app = 'test'): void {
    this.bus.publish(data.schemaChanged, { app, className });
  }

  call<Req, Rep>(operation: Operation<Req, Rep>, request: Req, context: Partial<RequestContext> = {}): Promise<Rep> {
    const complete = { app: 'test', identity: PUBLIC, deadline: Date.now() + 9_000, requestId: 'request-1', ...context };
    return this.bus.call(operation, request, complete);
  }

  /** A caller of the app `test`, or of another one. */
  as(identity: Identity, app = 'test'): Caller {
    return new Caller(this, identity, app);
  }

  get anyone(): Caller {
    return this.as(PUBLIC);
  }

  get master(): Caller {
    return this.as(MASTER);
  }

  /** An app's database itself, to see stored documents, or to store some that clients cannot. */
  database(app = 'test'): Promise<Db> {
    const storage = this.#apps.get(app);
    if (storage === undefined) throw new Error(`There is no app ${app}.`);
    return this.#connections.database(MONGODB_URL, storage.database.name);
  }

  async collection(className: string, app = 'test'): Promise<Collection<Stored & { _id: string }>> {
    return (await this.database(app)).collection(className);
  }

  /** Stops the replicas as a deployment stops processes: in order, with the work they have begun. */
  async stopReplicas(): Promise<void> {
    for (const { app, bus } of this.#replicas.splice(0)) {
      await app.close();
      if (bus !== this.bus) await bus.close();
    }
  }

  async close(): Promise<void> {
    await this.stopReplicas();
    await this.bus.close();
    for (const name of this.#databases) await (await this.#connections.database(MONGODB_URL, name)).dropDatabase();
    await this.#connections.close();
  }

  #connect(): Promise<Bus> {
    return Bus.connect({ servers: NATS_URL, prefix: this.name, name: 'test' });
  }
}

/** Asks as one identity, and reads the answers. */
export class Caller {
  readonly #deployment: DataDeployment;
  readonly #context: Partial<RequestContext>;

  constructor(deployment: DataDeployment, identity: Identity, app: string) {
    this.#deployment = deployment;
    this.#context = { identity, app };
  }

  async create(className: string, body: Json): Promise<Json> {
    return parsed(await this.#ask(data.create, { className, body }));
  }

  async createMany(className: string, bodies: Json[]): Promise<Json[]> {
    return JSON.parse(text(await this.#ask(data.createMany, { className, bodies }))) as Json[];
  }

  async get(className: string, objectId: string, parameters: Json = {}): Promise<Json> {
    return parsed(await this.#ask(data.get, { className, objectId, parameters }));
  }

  async find(className: string, parameters: Json = {}): Promise<{ results: Json[]; count?: number }> {
    return parsed(await this.#ask(data.find, { className, parameters })) as { results: Json[]; count?: number };
  }

  async aggregate(className: string, parameters: Json): Promise<Json[]> {
    return parsed(await this.#ask(data.aggregate, { className, parameters }))['results'] as Json[];
  }

  async update(className: string, objectId: string, body: Json): Promise<Json> {
    return parsed(await this.#ask(data.update, { className, objectId, body }));
  }

  async remove(className: string, objectId: string): Promise<Json> {
    return parsed(await this.#ask(data.remove, { className, objectId }));
  }

  async transaction(parts: data.TransactionPart[], context: Partial<RequestContext> = {}): Promise<Json[]> {
    return JSON.parse(text(await this.#deployment.call(data.transaction, { parts }, { ...this.#context, ...context }))) as Json[];
  }

  claim(requestId: string, ttlSeconds = 300): Promise<{ claimed: boolean }> {
    return this.#ask(data.claimRequestId, { requestId, ttlSeconds });
  }

  #ask<Req, Rep>(operation: Operation<Req, Rep>, request: Req): Promise<Rep> {
    return this.#deployment.call(operation, request, this.#context);
  }
}

const text = ({ body }: RestReply): string => new TextDecoder().decode(body);
const parsed = (reply: RestReply): Json => JSON.parse(text(reply)) as Json;

/** The code of the error that `work` ends with; fails when it succeeds or ends with something else. */
export async function codeOf(work: Promise<unknown>): Promise<number> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ParseError) return error.code;
    throw error;
  }
  throw new Error('An error was expected, and none came.');
}

export const user = (userId: string, ...roles: string[]): Identity => ({ kind: 'user', userId, roles });
export const pointer = (className: string, objectId: string): Json => ({ __type: 'Pointer', className, objectId });

/** Waits until the clock shows a later millisecond than `time`. */
export async function soonAfter(time: string): Promise<void> {
  while (new Date().toISOString() <= time) await new Promise((resolve) => setTimeout(resolve, 1));
}
