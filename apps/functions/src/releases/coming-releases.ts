import type { OnApplicationShutdown } from '@nestjs/common';
import type { Bus } from '@parlance/bus';
import { functions } from '@parlance/contracts';
import type { Logger } from '@parlance/telemetry';
import type { CodedApps } from '../apps/coded-apps.ts';
import { limitsOf } from '../calls/code-calls.ts';
import type { CodeHost } from '../host/code-host.ts';
import type { ReleaseCode } from './release-code.ts';

/** Hears of releases that are about to be in force, and has their code ready where the app has processes. */
export class ComingReleases implements OnApplicationShutdown {
  readonly #apps: CodedApps;
  readonly #code: ReleaseCode;
  readonly #host: CodeHost;
  readonly #logger: Logger;
  readonly #endEvents: () => void;

  constructor(bus: Bus, apps: CodedApps, code: ReleaseCode, host: CodeHost, logger: Logger) {
    this.#apps = apps;
    this.#code = code;
    this.#host = host;
    this.#logger = logger;
    this.#endEvents = bus.subscribe(functions.releaseComing, ({ app, release }) => void this.#prepare(app, release));
  }

  onApplicationShutdown(): void {
    this.#endEvents();
  }

  /** Never fails: the first call of the release looks for its code again. */
  async #prepare(appId: string, release: string): Promise<void> {
    if (!this.#host.runs(appId)) return;
    try {
      const app = this.#apps.known(appId);
      if (app !== undefined) await this.#host.prepare(appId, await this.#code.fetched(app, release), limitsOf(app));
    } catch (error) {
      this.#logger.debug({ app: appId, err: error }, 'A release that is about to be in force could not be prepared.');
    }
  }
}
