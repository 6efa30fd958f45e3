import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { functionAt, sliceFor, type Reader } from '@parlance/app-settings';
import { Handles } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { effectiveSettings } from '../app-settings/effective-settings.ts';
import { keyDigests } from '../keys/key-digests.ts';
import { liveKeys } from '../keys/live-keys.ts';
import { Sealing } from '../secrets/sealing.ts';
import { appCode, codeJobs, codeOfApp } from '../code/app-code.ts';
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
    private readonly sealing: Sealing,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Handles(config.appForGateway)
  async appForGateway(@Payload() { appId }: Asked, @Ctx() _context: RequestContext): Promise<{ app: config.AppForGateway | null }> {
    const app = await this.apps.find(appId);
    return { app: app && { ...this.#appFor('gateway', app), keys: keyDigests(liveKeys(app, new Date())), code: appCode(app) } };
  }

  @Handles(config.appForData)
  async appForData(@Payload() { appId }: Asked, @Ctx() _context: RequestContext): Promise<{ app: config.AppForData | null }> {
    const app = await this.apps.find(appId);
    return {
      app: app && { ...this.#appFor('data', app), ...this.#storageOf(app), code: appCode(app), hidesAccounts: this.#hidesAccounts(app) },
    };
  }

  @Handles(config.appForFiles)
  async appForFiles(@Payload() { appId }: Asked, @Ctx() _context: RequestContext): Promise<{ app: config.AppForFiles | null }> {
    const app = await this.apps.find(appId);
    return { app: app && { ...this.#appFor('files', app), ...this.#storageOf(app), code: appCode(app) } };
  }

  @Handles(config.appForAuth)
  async appForAuth(@Payload() { appId }: Asked, @Ctx() _context: RequestContext): Promise<{ app: config.AppForAuth | null }> {
    const app = await this.apps.find(appId);
    return { app: app && { ...this.#appFor('auth', app), code: appCode(app) } };
  }

  @Handles(config.appForAnalytics)
  async appForAnalytics(@Payload() { appId }: Asked, @Ctx() _context: RequestContext): Promise<{ app: config.AppForAnalytics | null }> {
    const app = await this.apps.find(appId);
    return { app: app && this.#appFor('analytics', app) };
  }

  @Handles(config.appForPush)
  async appForPush(@Payload() { appId }: Asked, @Ctx() _context: RequestContext): Promise<{ app: config.AppForPush | null }> {
    const app = await this.apps.find(appId);
    return { app: app && this.#appFor('push', app) };
  }

  @Handles(config.appForWorkers)
  async appForWorkers(@Payload() { appId }: Asked, @Ctx() _context: RequestContext): Promise<{ app: config.AppForWorkers | null }> {
    const app = await this.apps.find(appId);
    return { app: app && { ...this.#appFor('workers', app), jobs: codeJobs(app) } };
  }

  @Handles(config.appForFunctions)
  async appForFunctions(@Payload() { appId }: Asked, @Ctx() _context: RequestContext): Promise<{ app: config.AppForFunctions | null }> {
    const app = await this.apps.find(appId);
    return { app: app && { ...this.#appFor('functions', app), ...codeOfApp(app) } };
  }

  /** Whether code of the app shows accounts of users. Which code that is, and all else of the setting, is for `auth` alone. */
  #hidesAccounts(app: AppRecord): boolean {
    const { auth } = this.#appFor('auth', app).settings;
    return Object.values(auth.custom).some((provider) => functionAt(provider, 'afterFind') !== undefined);
  }

  #storageOf({ _id: id, database }: AppRecord): Pick<config.AppForData, 'database' | 'fileUrlKeys'> {
    const keys = this.sealing.sealer.derivedKeys('file addresses', id);
    return { database, fileUrlKeys: keys.map((key) => key.toString('base64')) };
  }

  #appFor<Service extends Reader>(service: Service, app: AppRecord): config.AppFor<Service> {
    const { _id: id, name, enabled, version } = app;
    const settings = effectiveSettings(app, (reason) => this.logger.warn({ app: id, reason }, 'A stored setting was dropped.'));
    return { id, name, enabled, version, settings: sliceFor(service, settings) };
  }
}
