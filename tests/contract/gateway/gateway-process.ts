import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Global, Module, type DynamicModule, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Bus, BUS, BusServer } from '@parlance/bus';
import { config, DEFAULT_APP_SETTINGS, type AppSettings } from '@parlance/contracts';
import { GATEWAY_SETTINGS, GatewayModule, SERVER_OPTIONS } from '@parlance/gateway';
import { loadSettings } from '@parlance/settings';
import { createLogger, LOGGER } from '@parlance/telemetry';
import { testServers, uniqueName } from '@parlance/testing';
import { Recorder, RecorderModule } from './recorder.ts';

export const KEYS = {
  master: 'the-master-key',
  readOnlyMaster: 'the-read-only-key',
  maintenance: 'the-maintenance-key',
  client: 'the-client-key',
  javascript: 'the-javascript-key',
  rest: 'the-rest-key',
  dotNet: 'the-dotnet-key',
} as const;

export const APP = 'test';
export const REST = { 'X-Parse-Application-Id': APP, 'X-Parse-REST-API-Key': KEYS.rest };
export const MASTER = { 'X-Parse-Application-Id': APP, 'X-Parse-Master-Key': KEYS.master };

/** The global module that libs/service brings in a process of its own. */
@Global()
@Module({})
export class BusModule {
  static of(bus: Bus): DynamicModule {
    return {
      module: BusModule,
      providers: [
        { provide: BUS, useValue: bus },
        { provide: LOGGER, useValue: createLogger({ service: 'gateway', level: 'silent' }) },
      ],
      exports: [BUS, LOGGER],
    };
  }
}

@Module({})
class Root {}

/** A gateway on a free port, and recorders of `config` and `data` behind it in a process of their own as far as the bus can tell. */
export class GatewayProcess {
  readonly recorder: Recorder;
  readonly url: string;
  readonly #gateway: NestFastifyApplication;
  readonly #services: INestMicroservice;
  readonly #buses: readonly [gateway: Bus, services: Bus];

  private constructor(recorder: Recorder, gateway: NestFastifyApplication, services: INestMicroservice, buses: [Bus, Bus]) {
    this.recorder = recorder;
    this.#gateway = gateway;
    this.#services = services;
    this.#buses = buses;
    this.url = `http://127.0.0.1:${(gateway.getHttpServer().address() as AddressInfo).port}`;
  }

  /** @param slow times after which slow clients are given up, in milliseconds, where a test cannot wait for the usual ones */
  static async start(environment: Record<string, string> = {}, slow?: { headersMs: number; requestMs: number }): Promise<GatewayProcess> {
    const prefix = uniqueName('gateway');
    const connect = (name: string) => Bus.connect({ servers: testServers().natsUrl, prefix, name });
    const buses: [Bus, Bus] = [await connect('gateway'), await connect('services')];

    const recorder = new Recorder();
    const services = await NestFactory.createMicroservice(RecorderModule.with(recorder), {
      strategy: new BusServer(buses[1]),
      logger: false,
    });
    await services.listen();

    const root = { module: Root, imports: [BusModule.of(buses[0]), GatewayModule.register(loadSettings(GATEWAY_SETTINGS, environment))] };
    const gateway = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(serverOptions(slow)), { logger: false });
    await gateway.listen(0, '127.0.0.1');
    const started = new GatewayProcess(recorder, gateway, services, buses);
    started.declare(APP);
    return started;
  }

  /** Declares an app with all keys, or changes it, and tells the gateway. */
  declare(id: string, changes: Partial<Omit<config.AppAccess, 'settings'>> & { settings?: Partial<AppSettings> } = {}): void {
    const keys = Object.fromEntries(Object.entries(KEYS).map(([kind, key]) => [kind, [digest(key)]]));
    const settings = { ...DEFAULT_APP_SETTINGS, ...changes.settings };
    this.recorder.apps.set(id, { id, name: id, enabled: true, version: 1, keys, ...changes, settings });
    this.#buses[0].publish(config.appChanged, { app: id, version: 1 });
  }

  /** Takes `config` and `data` away. */
  async stopServices(): Promise<void> {
    await this.#services.close();
  }

  async stop(): Promise<void> {
    await this.#gateway.close();
    await this.#services.close();
    for (const bus of this.#buses) await bus.close();
  }
}

export function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}

function serverOptions(slow: { headersMs: number; requestMs: number } | undefined): typeof SERVER_OPTIONS {
  if (slow === undefined) return SERVER_OPTIONS;
  const http = { ...SERVER_OPTIONS.http, headersTimeout: slow.headersMs, connectionsCheckingInterval: 50 };
  return { ...SERVER_OPTIONS, requestTimeout: slow.requestMs, http };
}
