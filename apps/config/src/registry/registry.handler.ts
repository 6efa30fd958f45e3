import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import type { AppSettings } from '@parlance/app-settings';
import { config, type RequestContext } from '@parlance/contracts';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { effectiveSettings } from '../app-settings/effective-settings.ts';
import { keyDigests } from '../keys/key-digests.ts';
import type { AppRecord } from './app-record.ts';
import { AppStore } from './app.store.ts';

/** Answers what other services need of an app; null for an app that does not exist. */
@Controller()
export class RegistryHandler {
  constructor(
    private readonly apps: AppStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Handles(config.getAppAccess)
  async getAppAccess(@Payload() { appId }: { appId: string }, @Ctx() _context: RequestContext): Promise<{ app: config.AppAccess | null }> {
    const app = await this.apps.find(appId);
    if (app === null) return { app: null };
    const { _id: id, name, enabled, version } = app;
    return { app: { id, name, enabled, version, keys: keyDigests(app.keys), settings: this.#settingsOf(app) } };
  }

  @Handles(config.getAppStorage)
  async getAppStorage(
    @Payload() { appId }: { appId: string },
    @Ctx() _context: RequestContext,
  ): Promise<{ app: config.AppStorage | null }> {
    const app = await this.apps.find(appId);
    if (app === null) return { app: null };
    const { _id: id, enabled, version, database } = app;
    return { app: { id, enabled, version, database, settings: this.#settingsOf(app) } };
  }

  #settingsOf(app: AppRecord): AppSettings {
    return effectiveSettings(app, (reason) => this.logger.warn({ app: app._id, reason }, 'A stored setting was dropped.'));
  }
}
