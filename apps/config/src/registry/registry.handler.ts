import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { sliceFor, type Reader } from '@parlance/app-settings';
import { Handles } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { effectiveSettings } from '../app-settings/effective-settings.ts';
import { keyDigests } from '../keys/key-digests.ts';
import type { AppRecord } from './app-record.ts';
import { AppStore } from './app.store.ts';

interface Asked {
  readonly appId: string;
}

/** Answers the part of an app that each service needs, and nothing else; null for an app that does not exist. */
@Controller()
export class RegistryHandler {
  constructor(
    private readonly apps: AppStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Handles(config.appForGateway)
  async appForGateway(@Payload() { appId }: Asked, @Ctx() _context: RequestContext): Promise<{ app: config.AppForGateway | null }> {
    const app = await this.apps.find(appId);
    return { app: app && { ...this.#appFor('gateway', app), keys: keyDigests(app.keys) } };
  }

  @Handles(config.appForData)
  async appForData(@Payload() { appId }: Asked, @Ctx() _context: RequestContext): Promise<{ app: config.AppForData | null }> {
    const app = await this.apps.find(appId);
    return { app: app && { ...this.#appFor('data', app), database: app.database } };
  }

  @Handles(config.appForAuth)
  async appForAuth(@Payload() { appId }: Asked, @Ctx() _context: RequestContext): Promise<{ app: config.AppForAuth | null }> {
    const app = await this.apps.find(appId);
    return { app: app && this.#appFor('auth', app) };
  }

  @Handles(config.appForAnalytics)
  async appForAnalytics(@Payload() { appId }: Asked, @Ctx() _context: RequestContext): Promise<{ app: config.AppForAnalytics | null }> {
    const app = await this.apps.find(appId);
    return { app: app && this.#appFor('analytics', app) };
  }

  #appFor<Service extends Reader>(service: Service, app: AppRecord): config.AppFor<Service> {
    const { _id: id, name, enabled, version } = app;
    const settings = effectiveSettings(app, (reason) => this.logger.warn({ app: id, reason }, 'A stored setting was dropped.'));
    return { id, name, enabled, version, settings: sliceFor(service, settings) };
  }
}
