import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { config, NO_APP } from '@parlance/contracts';
import type { Logger } from '@parlance/telemetry';
import type { CodedApps } from '../apps/coded-apps.ts';
import { limitsOf } from '../calls/code-calls.ts';
import type { CodeHost } from './code-host.ts';
import type { CodeSource } from './code-source.ts';
import type { Manifests } from './manifests.ts';

const AGAIN_MS = 1_000;
const AGAIN_MS_MAX = 30_000;
const REQUEST_ID = 'code-of-apps';

export interface FirstLoadsParts {
  readonly bus: Pick<Bus, 'call'>;
  readonly apps: CodedApps;
  readonly source: CodeSource;
  readonly host: CodeHost;
  readonly manifests: Manifests;
  readonly logger: Logger;
}

/**
 * Loads code once that the apps file declares and nobody has loaded in this version: until its registrations are known, requests of its app have to wait,
 * since saves would pass without its checks. One app after the other, beside everything else.
 */
export class FirstLoads {
  readonly #parts: FirstLoadsParts;
  readonly #end = new AbortController();

  constructor(parts: FirstLoadsParts) {
    this.#parts = parts;
  }

  /** Begins; never fails. */
  start(): void {
    void this.#loadAll(AGAIN_MS);
  }

  stop(): void {
    this.#end.abort();
  }

  async #loadAll(againMs: number): Promise<void> {
    const { bus, logger } = this.#parts;
    if (this.#end.signal.aborted) return;
    let isComplete = true;
    try {
      const context = { app: NO_APP, identity: PUBLIC, deadline: Date.now() + config.listCodedApps.deadlineMs, requestId: REQUEST_ID };
      const { apps } = await bus.call(config.listCodedApps, {}, context);
      for (const app of apps) if (!this.#end.signal.aborted) isComplete = (await this.#load(app)) && isComplete;
    } catch (error) {
      isComplete = false;
      logger.debug({ err: error }, 'The apps with code are not known yet.');
    }
    if (isComplete || this.#end.signal.aborted) return;
    setTimeout(() => void this.#loadAll(Math.min(againMs * 2, AGAIN_MS_MAX)), againMs).unref();
  }

  /** @returns false for code that could not be loaded: its app is tried again */
  async #load(appId: string): Promise<boolean> {
    const { apps, source, host, manifests, logger } = this.#parts;
    try {
      const app = await apps.get(appId, REQUEST_ID);
      if (app === undefined) return true;
      const code = await source.of(app, REQUEST_ID);
      if (code === undefined || app.manifest?.version === code.version) return true;
      await manifests.record(appId, code, await host.probe(appId, code, limitsOf(app)));
      return true;
    } catch (error) {
      logger.warn({ app: appId, err: error }, 'The code of an app could not be loaded.');
      return false;
    }
  }
}
