import { Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MASTER, PUBLIC, type Identity } from '@parlance/acl';
import { appSettings } from '@parlance/app-settings';
import { AUTH_SETTINGS, AuthModule } from '@parlance/auth';
import { Bus, BUS, BusServer } from '@parlance/bus';
import { auth, config, functions, type CloudContext, type Operation, type RequestContext, type TriggerTable } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { PROCESS_FACTS, ProcessFacts } from '@parlance/service';
import { loadSettings } from '@parlance/settings';
import { createLogger, LOGGER } from '@parlance/telemetry';
import { testServers } from '@parlance/testing';
import { DataDeployment, type Json, type Mode } from '../data/data-service.ts';

/** A question to code of the app, as it arrived at its host. */
export interface Asked {
  /** `beforeLogin`, or the name of a function. */
  readonly name: string;
  /** Of a trigger: its input; of a function: its parameters. */
  readonly input: Json;
  readonly context: RequestContext;
}

type Code = (asked: Asked) => unknown;

const CLOUD: CloudContext = { headers: { 'x-test': 'yes' }, ip: '203.0.113.9', context: '{"trace":1}', depth: 0 };
const NO_TABLE: TriggerTable = {};

/**
 * The auth service with a data service below it, and a stand-in for the host of the app's code, which answers on the bus as that does:
 * `triggers` by kind, `functions` by name.
 */
export class AuthDeployment {
  readonly data: DataDeployment;
  readonly triggers = new Map<string, Code>();
  readonly functions = new Map<string, Code>();
  readonly asked: Asked[] = [];
  readonly logs: string[] = [];
  #service!: INestMicroservice;
  #bus!: Bus;
  #settings: Json = {};
  #table: TriggerTable = NO_TABLE;
  #version = 1;

  private constructor(data: DataDeployment) {
    this.data = data;
  }

  /** @param env of the auth service */
  static async start(mode: Mode, env: Readonly<Record<string, string>> = {}): Promise<AuthDeployment> {
    const deployment = new AuthDeployment(await DataDeployment.start(mode));
    await deployment.#serve(mode, env);
    return deployment;
  }

  /** Gives the app other settings and triggers, and forgets all that was asked. */
  async declare(settings: Json, triggers: TriggerTable = NO_TABLE): Promise<void> {
    this.#settings = settings;
    this.#table = triggers;
    this.triggers.clear();
    this.functions.clear();
    this.asked.length = 0;
    const code = { state: 'ready', triggers, rateLimits: [] } as const;
    const custom = Object.values<Json>(((settings['auth'] as Json | undefined)?.['custom'] as Record<string, Json> | undefined) ?? {});
    const hidesAccounts = custom.some(({ steps }) => (steps as Json | undefined)?.['afterFind'] !== undefined);
    this.data.declare('test', { allowClientClassCreation: true, ...settings }, {}, code, hidesAccounts);
    this.data.bus.publish(config.appChanged, { app: 'test', version: ++this.#version });
    await this.data.bus.flush();
    await this.#bus.flush();
  }

  /** The questions of one name, in their order. */
  askedFor(name: string): readonly Asked[] {
    return this.asked.filter((asked) => asked.name === name);
  }

  /** Asks the service as a client of the app does. */
  async call<Reply>(
    operation: Operation<auth.Submission, Reply>,
    body: Json,
    identity: Identity = PUBLIC,
    address = '203.0.113.9',
  ): Promise<Json> {
    return this.ask(operation, { body, origin: { address } }, identity);
  }

  async ask<Request, Reply>(
    operation: Operation<Request, Reply>,
    request: Request,
    identity: Identity = PUBLIC,
    more: Partial<RequestContext> = {},
  ): Promise<Json> {
    const reply = (await this.data.call(operation, request, { identity, cloud: CLOUD, ...more })) as Json;
    return reply['body'] instanceof Uint8Array ? (JSON.parse(new TextDecoder().decode(reply['body'])) as Json) : reply;
  }

  signUp(body: Json, identity?: Identity): Promise<Json> {
    return this.call(auth.signUp, body, identity);
  }

  logIn(body: Json): Promise<Json> {
    return this.call(auth.logIn, body);
  }

  /** The identity of a session, as the gateway finds it out. */
  async identityOf(sessionToken: string): Promise<Identity> {
    const session = await this.data.call(auth.identify, { sessionToken });
    return { kind: 'user', userId: session.userId, roles: session.roles, sessionId: session.sessionId };
  }

  /** Changes a user with the session of a token. */
  async update(userId: string, body: Json, sessionToken: string): Promise<Json> {
    const request = { userId, body, sessionToken, origin: { address: '203.0.113.9' } };
    return this.ask(auth.updateUser, request, await this.identityOf(sessionToken));
  }

  updateByMaster(userId: string, body: Json): Promise<Json> {
    return this.ask(auth.updateUser, { userId, body, origin: { address: '203.0.113.9' } }, MASTER);
  }

  /** Documents of a class as they are stored. */
  async stored(className: string, filter: Json = {}): Promise<Json[]> {
    return (await this.data.collection(className)).find(filter).toArray();
  }

  async close(): Promise<void> {
    await this.#service.close();
    if (this.#bus !== this.data.bus) await this.#bus.close();
    await this.data.close();
  }

  async #serve(mode: Mode, env: Readonly<Record<string, string>>): Promise<void> {
    const { natsUrl, redisUrl } = testServers();
    this.data.bus.serve([
      { operation: config.appForAuth, handle: () => ({ app: this.#view() }) },
      { operation: functions.runTrigger, handle: (request, context) => this.#trigger(request as functions.TriggerRequest, context) },
      { operation: functions.askFunction, handle: (request, context) => this.#function(request as functions.AskRequest, context) },
    ]);
    this.#bus = mode === 'fused' ? this.data.bus : await Bus.connect({ servers: natsUrl, prefix: this.data.name, name: 'auth' });
    const logger = createLogger({ service: 'auth', level: 'trace', destination: { write: (line) => void this.logs.push(line) } });
    const process = class Process {};
    const provided = [
      { provide: BUS, useValue: this.#bus },
      { provide: LOGGER, useValue: logger },
      { provide: PROCESS_FACTS, useValue: new ProcessFacts() },
    ];
    const settings = loadSettings(AUTH_SETTINGS, { REDIS_URL: redisUrl, ...env });
    const root = class Root {};
    Module({
      imports: [
        { module: process, global: true, providers: provided, exports: [BUS, LOGGER, PROCESS_FACTS] },
        AuthModule.register(settings),
      ],
    })(root);
    const strategy = new BusServer(this.#bus);
    this.#service = await NestFactory.createMicroservice(root, { strategy, logger: false, abortOnError: false });
    await this.#service.listen();
    await this.data.bus.flush();
  }

  #view(): config.AppForAuth {
    const code = { state: 'ready', triggers: this.#table, rateLimits: [] } as const;
    return { id: 'test', name: 'Test', enabled: true, version: this.#version, settings: appSettings.parse(this.#settings), code };
  }

  async #trigger({ kind, body }: functions.TriggerRequest, context: RequestContext) {
    const input = JSON.parse(new TextDecoder().decode(body)) as Json;
    const outcome = await this.#answer(this.triggers, { name: kind, input, context });
    const bytes = outcome === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(outcome));
    return { status: 200, body: bytes };
  }

  async #function({ name, parameters }: functions.AskRequest, context: RequestContext) {
    return { result: await this.#answer(this.functions, { name, input: parameters, context }) };
  }

  async #answer(code: ReadonlyMap<string, Code>, asked: Asked): Promise<unknown> {
    this.asked.push(asked);
    const run = code.get(asked.name);
    if (run === undefined) throw ParseError.custom(141, `Invalid function: "${asked.name}"`);
    return run(asked);
  }
}
