import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { auth, config, data, NO_APP, type HealthReport, type Operation } from '@parlance/contracts';

/** Everybody may ask; the services are asked this often at most. */
const FRESH_MS = 1_000;
const ANSWER_MS = 2_000;

/** What requests of an app need to be answered. */
const SERVICES: ReadonlyMap<string, Operation<Record<string, never>, HealthReport>> = new Map([
  ['config', config.health],
  ['data', data.health],
  ['auth', auth.health],
]);

export interface Health {
  /** 'starting' until everything has answered once. */
  readonly status: 'ok' | 'starting' | 'error';
  /** By name; `detail` is for operators alone. */
  readonly dependencies: HealthReport['dependencies'];
}

/** How this process and everything it depends on are. */
export class HealthBoard {
  readonly #bus: Bus;
  readonly #recent = new BoundedCache<'health', Health>({ max: 1, ttlMs: FRESH_MS });
  #hasBeenOk = false;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  report(): Promise<Health> {
    return this.#recent.getOrLoad('health', () => this.#ask());
  }

  async #ask(): Promise<Health> {
    const connected = this.#bus.connected;
    const reports = await Promise.all([...SERVICES].map(([service, operation]) => this.#askService(service, operation)));
    const dependencies = Object.assign(
      { bus: { ok: connected, detail: connected ? 'connected' : 'disconnected' } },
      ...reports,
    ) as HealthReport['dependencies'];
    const isOk = Object.values(dependencies).every(({ ok }) => ok);
    this.#hasBeenOk ||= isOk;
    return { status: isOk ? 'ok' : this.#hasBeenOk ? 'error' : 'starting', dependencies };
  }

  /** Names what a service reports after the service. */
  async #askService(service: string, operation: Operation<Record<string, never>, HealthReport>): Promise<HealthReport['dependencies']> {
    try {
      const context = { app: NO_APP, identity: PUBLIC, deadline: Date.now() + ANSWER_MS, requestId: 'health' };
      const { dependencies } = await this.#bus.call(operation, {}, context);
      return Object.fromEntries(Object.entries(dependencies).map(([name, state]) => [`${service}.${name}`, state]));
    } catch (error) {
      return { [service]: { ok: false, detail: error instanceof Error ? error.message : 'no answer' } };
    }
  }
}
