import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { QuotaWatch } from '@parlance/apps';
import { BUS, type Bus } from '@parlance/bus';
import { CONTRACTS, servicesToAsk, type Contract } from '@parlance/contracts';
import { Counters } from '@parlance/redis';
import { PROCESS_FACTS, READINESS, type ProcessFacts, type Readiness } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { offersOf, TransferClient } from '@parlance/transfers';
import type { FastifyInstance } from 'fastify';
import { RequestTally } from './analytics/request-tally.ts';
import { AppDirectory } from './apps/app-directory.ts';
import { AddressList } from './callers/address-list.ts';
import { SessionDirectory } from './callers/session-directory.ts';
import { AccessLog } from './edge/access-log.ts';
import { InnerDoor } from './cloud/inner-door.ts';
import { PerformHandler } from './cloud/perform.handler.ts';
import { Edge, type EdgeOptions } from './edge/edge.ts';
import { openFrontDoor } from './edge/front-door.ts';
import { GuardedSteps } from './edge/guarded-steps.ts';
import { Teller } from './edge/teller.ts';
import { HealthBoard } from './health/health-board.ts';
import { ExposureJournal } from './parameters/exposure-journal.ts';
import { ParameterDirectory } from './parameters/parameter-directory.ts';
import { mountSegments } from './path/normalise-path.ts';
import { QuotaUseHandler } from './quotas/quota-use.handler.ts';
import { QuotaUse } from './quotas/quota-use.ts';
import { Quotas } from './quotas/quotas.ts';
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
  readonly #exposures: ExposureJournal;
  readonly #transfers: TransferClient;
  readonly #quotas: Quotas;
  readonly innerDoor: InnerDoor;
  readonly quotaUse: QuotaUse;

  /** @param contracts the services whose routes are served */
  static register(settings: GatewaySettings, contracts: readonly Contract[] = CONTRACTS): DynamicModule {
    const providers = [
      { provide: SETTINGS, useValue: settings },
      { provide: SERVED, useValue: contracts },
      { provide: InnerDoor, inject: [GatewayModule], useFactory: ({ innerDoor }: GatewayModule) => innerDoor },
      { provide: QuotaUse, inject: [GatewayModule], useFactory: ({ quotaUse }: GatewayModule) => quotaUse },
    ];
    return { module: GatewayModule, providers, controllers: [PerformHandler, QuotaUseHandler] };
  }

  constructor(
    @Inject(BUS) bus: Bus,
    @Inject(LOGGER) logger: Logger,
    @Inject(READINESS) readiness: Readiness,
    @Inject(PROCESS_FACTS) facts: ProcessFacts,
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
    const isCounted = settings.PARLANCE_DEPLOYED_SERVICES.includes('analytics');
    this.#tally = new RequestTally(bus, logger, isCounted);
    this.#exposures = new ExposureJournal(bus, logger, isCounted);
    this.#transfers = new TransferClient(offersOf(bus), {
      caFile: settings.PARLANCE_TRANSFERS_CA_FILE,
      name: settings.PARLANCE_TRANSFERS_NAME,
    });
    const shared = { bus, apps, sessions, parameters, health, readiness, tell };
    const parts = { ...shared, exposures: this.#exposures, transfers: this.#transfers, tally: this.#tally };
    const routes = buildRoutes({ ...parts, contracts, options });
    this.#counters = new Counters({ redisUrl: settings.REDIS_URL, prefix: bus.prefix, name: 'parlance-gateway', logger });
    facts.deploys(settings.PARLANCE_DEPLOYED_SERVICES);
    facts.server('gateway', 'redis', () => this.#counters.ping());
    const rates = new RequestRates(this.#counters.throttle('requests'), routes.routes, options.batchMounts);
    this.#quotas = new Quotas({
      throttle: this.#counters.throttle('app-requests'),
      buckets: this.#counters.buckets('app-requests'),
      watch: new QuotaWatch(logger),
      logger,
      concurrentMax: settings.PARLANCE_APP_REQUESTS_MAX,
    });
    this.quotaUse = new QuotaUse(apps, this.#quotas);
    const steps = new GuardedSteps({ bus, sessions, rates, quotas: this.#quotas, ...routes }, options.publicUrl);
    const teller = new Teller({ routes: routes.routes, tell, failures, tally: this.#tally, logger }, options.mount);
    const doors = { apps, routes: routes.routes, steps, teller };
    this.innerDoor = new InnerDoor(doors);
    const edge = new Edge({ ...doors, quotas: this.#quotas, accessLog }, options);
    // In the constructor, since routes of other modules may follow and must find the door shut.
    openFrontDoor(httpAdapter.getInstance<FastifyInstance>(), edge, options.mount);
  }

  /** After the last request has been answered. */
  async onApplicationShutdown(): Promise<void> {
    this.#endFollowing();
    await Promise.all([this.#tally.close(), this.#exposures.close(), this.#quotas.close()]);
    this.#counters.onApplicationShutdown();
    this.#transfers.close();
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
