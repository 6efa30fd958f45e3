import { Inject, Module, type DynamicModule, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { admin } from '@parlance/contracts';
import { healthHandler } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { Callers } from './callers/callers.ts';
import { DeploymentTokens } from './callers/deployment-tokens.ts';
import { TokenDirectory } from './callers/token-directory.ts';
import { FilesHandler } from './console/files.handler.ts';
import { PerformHandler } from './console/perform.handler.ts';
import { SessionsHandler } from './console/sessions.handler.ts';
import { Dispatcher } from './dispatch/dispatcher.ts';
import type { GrpcDoor } from './grpc/grpc-door.ts';
import { HANDLERS } from './handlers.ts';
import { NatsDoor } from './nats/nats-door.ts';
import type { AdminSettings } from './settings.ts';
import { UnfinishedWork } from './unfinished/unfinished-work.ts';

const GRPC = Symbol('door for gRPC');

/** Its packages are loaded where it is wanted alone. */
async function grpcDoor(settings: AdminSettings, dispatcher: Dispatcher, logger: Logger): Promise<GrpcDoor | undefined> {
  if (settings.PARLANCE_ADMIN_GRPC_PORT === undefined) return undefined;
  const { GrpcDoor: Door } = await import('./grpc/grpc-door.ts');
  return new Door(dispatcher, settings, logger);
}

/** The admin service. Keeps nothing. Needs BUS and LOGGER from a global module. */
@Module({})
export class AdminModule implements OnApplicationBootstrap, OnModuleDestroy {
  static register(settings: AdminSettings): DynamicModule {
    const tokens = new DeploymentTokens(settings.PARLANCE_ADMIN_TOKEN, settings.PARLANCE_ADMIN_TOKEN_FILE);
    return {
      module: AdminModule,
      controllers: [PerformHandler, FilesHandler, SessionsHandler, healthHandler(admin.health)],
      providers: [
        { provide: TokenDirectory, inject: [BUS], useFactory: (bus: Bus) => new TokenDirectory(bus, Date.now) },
        {
          provide: Callers,
          inject: [TokenDirectory],
          useFactory: (directory: TokenDirectory) => new Callers(tokens, directory),
        },
        {
          provide: Dispatcher,
          inject: [Callers, BUS, LOGGER],
          useFactory: (callers: Callers, bus: Bus, logger: Logger) => new Dispatcher({ handlers: HANDLERS, callers, bus, logger }),
        },
        {
          provide: GRPC,
          inject: [Dispatcher, LOGGER],
          useFactory: (dispatcher: Dispatcher, logger: Logger) => grpcDoor(settings, dispatcher, logger),
        },
        { provide: UnfinishedWork, inject: [BUS, LOGGER], useFactory: (bus: Bus, logger: Logger) => new UnfinishedWork(bus, logger) },
        { provide: NatsDoor, inject: [BUS, Dispatcher], useFactory: (bus: Bus, dispatcher: Dispatcher) => new NatsDoor(bus, dispatcher) },
      ],
    };
  }

  constructor(
    private readonly nats: NatsDoor,
    @Inject(GRPC) private readonly grpc: GrpcDoor | undefined,
    private readonly tokens: TokenDirectory,
    private readonly unfinished: UnfinishedWork,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.grpc?.open();
    this.nats.open();
    this.unfinished.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.nats.close(), this.grpc?.close(), this.unfinished.stop()]);
    this.tokens.stop();
  }
}
