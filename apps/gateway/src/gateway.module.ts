import { Inject, Module, type DynamicModule, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { BUS, type Bus } from '@parlance/bus';
import { LOGGER, type Logger } from '@parlance/telemetry';
import type { FastifyInstance } from 'fastify';
import { AppDirectory } from './apps/app-directory.ts';
import { Edge, type EdgeOptions } from './edge/edge.ts';
import { openFrontDoor } from './edge/front-door.ts';
import { HealthBoard } from './health/health-board.ts';
import { mountSegments } from './path/normalise-path.ts';
import { buildRoutes } from './routes/build-routes.ts';
import { publicUrl, type GatewaySettings } from './settings.ts';

const SETTINGS = Symbol('gateway settings');

/** The HTTP edge. Needs BUS and LOGGER from a global module. Chooses what the pipeline is made of and puts it in front of the process's HTTP server. */
@Module({})
export class GatewayModule implements OnModuleDestroy {
  readonly #health: HealthBoard;
  readonly #endFollowing: () => void;

  static register(settings: GatewaySettings): DynamicModule {
    return { module: GatewayModule, providers: [{ provide: SETTINGS, useValue: settings }] };
  }

  constructor(
    @Inject(BUS) bus: Bus,
    @Inject(LOGGER) logger: Logger,
    @Inject(SETTINGS) settings: GatewaySettings,
    { httpAdapter }: HttpAdapterHost,
  ) {
    const mount = mountSegments(settings.PARLANCE_MOUNT);
    const options: EdgeOptions = {
      mount,
      publicUrl: publicUrl(settings),
      trustedHops: settings.PARLANCE_TRUSTED_PROXY_HOPS,
      unknownAppBodyBytes: settings.PARLANCE_UNKNOWN_APP_BODY_BYTES,
      compressFromBytes: settings.PARLANCE_COMPRESS_FROM_BYTES,
    };
    const apps = new AppDirectory(bus);
    this.#endFollowing = apps.follow();
    this.#health = new HealthBoard(bus);
    const routes = buildRoutes({ bus, apps, health: this.#health, options });
    const edge = new Edge({ bus, apps, ...routes, logger }, options);
    // In the constructor, since routes of other modules may follow and must find the door shut.
    openFrontDoor(httpAdapter.getInstance<FastifyInstance>(), edge, mount);
  }

  /** The first thing that happens when the process is asked to stop. */
  onModuleDestroy(): void {
    this.#health.drain();
    this.#endFollowing();
  }
}
