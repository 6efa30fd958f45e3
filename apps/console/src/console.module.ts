import { Inject, Module, type DynamicModule, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { console } from '@parlance/contracts';
import { Counters } from '@parlance/redis';
import { healthHandler } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { offersOf, TransferClient } from '@parlance/transfers';
import { AdminClient } from './http/admin-client.ts';
import { ConsoleServer } from './http/console-server.ts';
import type { ConsoleSettings } from './settings.ts';
import { SignInLimits } from './sign-in/sign-in-limits.ts';

const SERVER = Symbol('server of the console');

/** The web console. Keeps nothing: sessions are kept by `config`, and known by `admin`. Needs BUS and LOGGER from a global module. */
@Module({})
export class ConsoleModule implements OnApplicationBootstrap, OnModuleDestroy {
  static register(settings: ConsoleSettings): DynamicModule {
    const { PARLANCE_CONSOLE_PORT: port, PARLANCE_CONSOLE_HOST: host, PARLANCE_TRUSTED_PROXY_HOPS: trustedHops } = settings;
    return {
      module: ConsoleModule,
      controllers: [healthHandler(console.health)],
      providers: [
        {
          provide: Counters,
          inject: [BUS, LOGGER],
          useFactory: ({ prefix }: Bus, logger: Logger) =>
            new Counters({ redisUrl: settings.REDIS_URL, prefix, name: 'parlance-console', logger }),
        },
        {
          provide: TransferClient,
          inject: [BUS],
          useFactory: (bus: Bus) =>
            new TransferClient(offersOf(bus), { caFile: settings.PARLANCE_TRANSFERS_CA_FILE, name: settings.PARLANCE_TRANSFERS_NAME }),
        },
        {
          provide: SERVER,
          inject: [BUS, Counters, TransferClient, LOGGER],
          useFactory: (bus: Bus, counters: Counters, transfers: TransferClient, logger: Logger) => {
            if (port === undefined) return undefined;
            const limits = new SignInLimits(counters.throttle('console-sign-ins'));
            const { PARLANCE_CONSOLE_SESSION_HOURS: sessionHours, PARLANCE_CONSOLE_PARSE_URL: parseUrl = null } = settings;
            const { PARLANCE_CONSOLE_GATEWAY_URL: gatewayUrl = parseUrl } = settings;
            const admin = new AdminClient(bus);
            return new ConsoleServer({ host, port, trustedHops, sessionHours, parseUrl, gatewayUrl, admin, transfers, limits, logger });
          },
        },
      ],
    };
  }

  constructor(
    @Inject(SERVER) private readonly server: ConsoleServer | undefined,
    private readonly transfers: TransferClient,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.server !== undefined) this.logger.info({ address: await this.server.open() }, 'The console can be reached.');
  }

  async onModuleDestroy(): Promise<void> {
    await this.server?.close();
    this.transfers.close();
  }
}
