import { createHash } from 'node:crypto';
import { defaultSettingsFor, type SettingsOf } from '@parlance/app-settings';
import type { Bus } from '@parlance/bus';
import { config, CONTRACTS, NO_CODE, type Contract } from '@parlance/contracts';
import { gatewayFor, SERVICE } from '@parlance/gateway';
import { startServices, type RunningServices, type ServiceDefinition } from '@parlance/service';
import { createLogger } from '@parlance/telemetry';
import { testServers, uniqueName } from '@parlance/testing';
import { Recorder, recorderService } from './recorder.ts';

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

/** A gateway on a free port; behind it, as far as the bus can tell in another process, recorders of `config`, `data` and `auth`. */
export class GatewayProcess {
  readonly recorder: Recorder;
  readonly url: string;
  /** Lines that the gateway has written, from the level info on. */
  readonly logs: readonly Readonly<Record<string, unknown>>[];
  readonly #gateway: RunningServices;
  readonly #services: RunningServices;

  private constructor(recorder: Recorder, gateway: RunningServices, services: RunningServices, logs: GatewayProcess['logs']) {
    this.recorder = recorder;
    this.logs = logs;
    this.#gateway = gateway;
    this.#services = services;
    this.url = gateway.url ?? '';
  }

  /**
   * @param slow times after which slow clients are given up, in milliseconds, where a test cannot wait for the usual ones
   * @param beside the contracts that the gateway serves, and services that run beside the recorders
   */
  static async start(
    settings: Record<string, string> = {},
    slow?: { headersMs: number; requestMs: number },
    { contracts = CONTRACTS, services: others = [] }: Beside = {},
  ): Promise<GatewayProcess> {
    const { natsUrl, redisUrl } = testServers();
    const environment = { NATS_URL: natsUrl, REDIS_URL: redisUrl, PARLANCE_BUS_PREFIX: uniqueName('gateway'), PARLANCE_PORT: '0' };
    const logger = createLogger({ service: 'test', level: 'silent' });
    const logs: Record<string, unknown>[] = [];
    const write = (line: string): void => void logs.push(JSON.parse(line) as Record<string, unknown>);
    const recorder = new Recorder();
    recorder.apps.set(APP, appAccess(APP));
    const services = await startServices([recorderService(recorder), ...others], environment, { logger });
    const gateway = await startServices(
      [{ ...gatewayFor(contracts), http: serverOptions(slow) }],
      { ...environment, PARLANCE_DEPLOYED_SERVICES: 'gateway,auth,data,config', ...settings },
      { logger: createLogger({ service: 'gateway', level: 'info', destination: { write } }) },
    );
    return new GatewayProcess(recorder, gateway, services, logs);
  }

  /** Declares an app with all keys, or changes it, and tells the gateway. */
  declare(id: string, changes: AppChanges = {}): void {
    this.recorder.apps.set(id, appAccess(id, changes));
    this.#gateway.bus.publish(config.appChanged, { app: id, version: 1 });
  }

  /** The other side of the gateway, for requests that services make of it. */
  get bus(): Bus {
    return this.#services.bus;
  }

  /** Stops the gateway alone. */
  stopGateway(): Promise<void> {
    return this.#gateway.close();
  }

  /** Takes `config` and `data` away. */
  stopServices(): Promise<void> {
    return this.#services.close();
  }

  async stop(): Promise<void> {
    await this.#gateway.close();
    await this.#services.close();
  }
}

interface Beside {
  readonly contracts?: readonly Contract[];
  readonly services?: readonly ServiceDefinition<Record<never, never>>[];
}

type AppChanges = Partial<Omit<config.AppForGateway, 'settings'>> & { settings?: Partial<SettingsOf<'gateway'>> };

function appAccess(id: string, changes: AppChanges = {}): config.AppForGateway {
  const keys = Object.fromEntries(Object.entries(KEYS).map(([kind, key]) => [kind, [digest(key)]]));
  const settings = { ...defaultSettingsFor('gateway'), ...changes.settings };
  return { id, name: id, enabled: true, version: 1, keys, code: NO_CODE, ...changes, settings };
}

export function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}

function serverOptions(slow: { headersMs: number; requestMs: number } | undefined): typeof SERVICE.http {
  if (slow === undefined) return SERVICE.http;
  const http = { ...SERVICE.http.http, headersTimeout: slow.headersMs, connectionsCheckingInterval: 50 };
  return { ...SERVICE.http, requestTimeout: slow.requestMs, http };
}
