import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { BUS, type Bus } from '@parlance/bus';
import { CONTRACTS, servicesToAsk, type Contract } from '@parlance/contracts';
import { Counters } from '@parlance/redis';
import { READINESS, type Readiness } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import type { FastifyInstance } from 'fastify';
import { RequestTally } from './analytics/request-tally.ts';
import { AppDirectory } from './apps/app-directory.ts';
import { AddressList } from './callers/address-list.ts';
import { SessionDirectory } from './callers/session-directory.ts';
import { AccessLog } from './edge/access-log.ts';
import { Edge, type EdgeOptions } from './edge/edge.ts';
import { openFrontDoor } from './edge/front-door.ts';
import { HealthBoard } from './health/health-board.ts';
import { ParameterDirectory } from './parameters/parameter-directory.ts';
import { mountSegments } from './path/normalise-path.ts';
import { RequestRates } from './rate-limits/request-rates.ts';
import { FailureLog } from './reply/failure-log.ts';
import { errorTeller } from './reply/tell-error.ts';
import { buildRoutes } from './routes/build-routes.ts';
import { mountPaths, publicUrl, type GatewaySettings } from './settings.ts';

const SETTINGS = Symbol('gateway settings');
const SERVED = Symbol('served contracts');

/** The HTTP edge. It chooses the parts of the pipeline, and puts it in front of the process's HTTP server. */
@Module({})
export class GatewayModule implements OnApplicationShutdown {
  readonly #endFollowing: () => void;
  readonly #counters: Counters;
  readonly #tally: RequestTally;

  /** @param contracts the services whose routes are served */
  static register(settings: GatewaySettings, contracts: readonly Contract[] = CONTRACTS): DynamicModule {
    const providers = [
      { provide: SETTINGS, useValue: settings },
      { provide: SERVED, useValue: contracts },
    ];
    return { module: GatewayModule, providers };
  }

  constructor(
    @Inject(BUS) bus: Bus,
    @Inject(LOGGER) logger: Logger,
    @Inject(READINESS) readiness: Readiness,
    @Inject(SETTINGS) settings: GatewaySettings,
    @Inject(SERVED) contracts: readonly Contract[],
    { httpAdapter }: HttpAdapterHost,
  ) {
    const options = edgeOptions(settings, httpAdapter.getHttpServer() as Server);
    const apps = new AppDirectory(bus);
    const sessions = new SessionDirectory(bus);
    const parameters = new ParameterDirectory(bus);
    const ends = [apps.follow(), sessions.follow(), parameters.follow()];
    this.#endFollowing = () => ends.forEach((end) => end());
    const health = new HealthBoard(bus, servicesToAsk(settings.PARLANCE_DEPLOYED_SERVICES));
    readiness.register('services that the gateway needs to start', () => health.hasStarted());
    const failures = new FailureLog(logger);
    const tell = errorTeller(logger, failures);
    const accessLog = settings.PARLANCE_ACCESS_LOG ? new AccessLog(logger, options.trustedHops) : undefined;
    this.#tally = new RequestTally(bus, logger, settings.PARLANCE_DEPLOYED_SERVICES.includes('analytics'));
    const routes = buildRoutes({ bus, apps, parameters, health, readiness, tell, tally: this.#tally, contracts, options });
    this.#counters = new Counters({ redisUrl: settings.REDIS_URL, prefix: bus.prefix, name: 'parlance-gateway', logger });
    const rates = new RequestRates(this.#counters.throttle('requests'), routes.routes, options.batchMounts);
    const edge = new Edge({ bus, apps, sessions, rates, ...routes, tell, failures, tally: this.#tally, logger, accessLog }, options);
    // In the constructor, since routes of other modules may follow and must find the door shut.
    openFrontDoor(httpAdapter.getInstance<FastifyInstance>(), edge, options.mount);
  }

  /** After the last request has been answered. */
  async onApplicationShutdown(): Promise<void> {
    this.#endFollowing();
    await this.#tally.close();
    this.#counters.onApplicationShutdown();
  }
}

function edgeOptions(settings: GatewaySettings, server: Server): EdgeOptions {
  let address: string | undefined;
  const { PARLANCE_TRACE_PROXIES: traceProxies } = settings;
  return {
    mount: mountSegments(settings.PARLANCE_MOUNT),
    // The port is known once the server listens, which it does by the time anything is answered.
    publicUrl: () => (address ??= publicUrl(settings, (server.address() as AddressInfo).port)),
    batchMounts: mountPaths(settings).map(mountSegments),
    trustedHops: settings.PARLANCE_TRUSTED_PROXY_HOPS,
    traceProxies: traceProxies.length === 0 ? undefined : new AddressList(traceProxies),
    unknownAppBodyBytes: settings.PARLANCE_UNKNOWN_APP_BODY_BYTES,
    compressFromBytes: settings.PARLANCE_COMPRESS_FROM_BYTES,
  };
}
