import { randomBytes } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type DynamicModule, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Bus, BUS, BusServer } from '@parlance/bus';
import { CONFIG_SETTINGS, ConfigModule, type ConfigSettings } from '@parlance/config';
import { config, NO_APP, type Operation, type RequestContext } from '@parlance/contracts';
import { MongoConnections, type Db } from '@parlance/mongo';
import { loadSettings } from '@parlance/settings';
import { createLogger, LOGGER, type Logger } from '@parlance/telemetry';

/** In one process with its caller, or reached over NATS. */
export const MODES = ['fused', 'split'] as const;
export type Mode = (typeof MODES)[number];

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

/** A deployment of its own: control database, subject prefix, folder of the apps file; any number of config replicas. */
export class ConfigDeployment {
  readonly name = `t${randomBytes(5).toString('hex')}`;
  readonly folder = mkdtempSync(join(tmpdir(), 'config-'));
  readonly appsFile = join(this.folder, 'apps.json');
  readonly logs: string[] = [];
  readonly events: { app: string; version: number }[] = [];
  /** The caller's side. */
  bus!: Bus;
  readonly #connections = new MongoConnections({ appName: 'test' });
  readonly #replicas: { app: INestMicroservice; bus: Bus }[] = [];

  static async create(): Promise<ConfigDeployment> {
    const deployment = new ConfigDeployment();
    deployment.bus = await deployment.#connect();
    deployment.bus.subscribe(config.appChanged, (event) => void deployment.events.push(event));
    await deployment.bus.flush();
    return deployment;
  }

  /** The environment of a process of this deployment. */
  get environment(): Readonly<Record<string, string>> {
    return {
      MONGODB_URL,
      NATS_URL,
      NODE_ENV: 'test',
      PARLANCE_BUS_PREFIX: this.name,
      PARLANCE_APPS_FILE: this.appsFile,
      PARLANCE_CONTROL_DATABASE: `${this.name}_control`,
      PARLANCE_DATA_FOLDER: this.folder,
      PARLANCE_DATABASE_PREFIX: `${this.name}_`,
    };
  }

  /** Writes the apps file as editors do: beside it, then renamed over it. */
  declare(content: unknown): void {
    const draft = `${this.appsFile}.draft`;
    writeFileSync(draft, typeof content === 'string' ? content : JSON.stringify(content));
    renameSync(draft, this.appsFile);
  }

  /** Starts a replica; in fused mode the caller's bus becomes that replica's own. @param natsUrl of another NATS than the caller's */
  async start(mode: Mode, environment: Partial<Record<keyof ConfigSettings, string>> = {}, natsUrl = NATS_URL): Promise<void> {
    const settings = loadSettings(CONFIG_SETTINGS, { ...this.environment, ...environment });
    const bus = mode === 'fused' ? this.bus : await this.#connect(natsUrl);
    const destination = { write: (line: string) => void this.logs.push(line) };
    const logger = createLogger({ service: 'config', level: 'trace', destination });
    const root = class Root {};
    Module({ imports: [ProcessModule.of(bus, logger), ConfigModule.register(settings)] })(root);
    const app = await NestFactory.createMicroservice(root, { strategy: new BusServer(bus), logger: false, abortOnError: false });
    try {
      await app.listen();
    } catch (error) {
      await app.close();
      if (bus !== this.bus) await bus.close();
      throw error;
    }
    this.#replicas.push({ app, bus });
  }

  call<Req, Rep>(operation: Operation<Req, Rep>, request: Req, context: Partial<RequestContext> = {}): Promise<Rep> {
    const complete = {
      app: NO_APP,
      identity: { kind: 'public' },
      deadline: Date.now() + 5_000,
      requestId: 'request-1',
      ...context,
    } as const;
    return this.bus.call(operation, request, complete);
  }

  async access(appId: string): Promise<config.AppForGateway> {
    const { app } = await this.call(config.appForGateway, { appId });
    if (app === null) throw new Error(`There is no app ${appId}.`);
    return app;
  }

  async storage(appId: string): Promise<config.AppForData> {
    const { app } = await this.call(config.appForData, { appId });
    if (app === null) throw new Error(`There is no app ${appId}.`);
    return app;
  }

  /** All settings, as the holder of the master key sees them. */
  async shown(app: string, identity: RequestContext['identity'] = { kind: 'master' }): Promise<Record<string, unknown>> {
    return (await this.call(config.readSettings, {}, { app, identity })).settings;
  }

  patch(app: string, changes: Record<string, unknown>, identity: RequestContext['identity'] = { kind: 'master' }) {
    return this.call(config.patchSettings, { changes }, { app, identity });
  }

  /** The control database itself, to see the stored documents. */
  control(): Promise<Db> {
    return this.#connections.database(MONGODB_URL, `${this.name}_control`);
  }

  async stopReplicas(): Promise<void> {
    for (const { app, bus } of this.#replicas.splice(0)) {
      await app.close();
      if (bus !== this.bus) await bus.close();
    }
  }

  async close(): Promise<void> {
    await this.stopReplicas();
    await this.bus.close();
    await (await this.control()).dropDatabase();
    await this.#connections.close();
    rmSync(this.folder, { recursive: true });
  }

  #connect(servers = NATS_URL): Promise<Bus> {
    return Bus.connect({ servers, prefix: this.name, name: 'test' });
  }
}
