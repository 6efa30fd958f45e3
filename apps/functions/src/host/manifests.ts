import { isDeepStrictEqual } from 'node:util';
import { PLATFORM } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { cloudManifest, config } from '@parlance/contracts';
import type { Logger } from '@parlance/telemetry';
import type { CodedApps } from '../apps/coded-apps.ts';
import type { Code } from './code.ts';

const DEADLINE_MS = 10_000;

/** Tells the registry the registrations of the code of an app, wherever it knows others. */
export class Manifests {
  readonly #bus: Pick<Bus, 'call'>;
  readonly #apps: CodedApps;
  readonly #logger: Logger;

  constructor(bus: Pick<Bus, 'call'>, apps: CodedApps, logger: Logger) {
    this.#bus = bus;
    this.#apps = apps;
    this.#logger = logger;
  }

  /** Returns at once, and never throws: the next process that loads the code tells the same again. */
  told(app: string, code: Code, registered: Readonly<Record<string, unknown>>): void {
    void this.record(app, code, registered).catch((error: unknown) => {
      this.#logger.warn({ app, err: error }, 'The registrations of the code of an app could not be recorded.');
    });
  }

  async record(appId: string, { version }: Code, registered: Readonly<Record<string, unknown>>): Promise<void> {
    const manifest = cloudManifest.parse({ ...registered, version });
    const requestId = `code-${appId}`;
    const app = await this.#apps.get(appId, requestId);
    // Another version was put in force meanwhile, or the same is known already.
    if (app === undefined || (app.release !== undefined && app.cloud === undefined && app.release !== manifest.version)) return;
    if (isDeepStrictEqual(app.manifest, manifest)) return;
    const context = { app: appId, identity: PLATFORM, deadline: Date.now() + DEADLINE_MS, requestId };
    await this.#bus.call(config.recordCode, { manifest }, context);
  }
}
