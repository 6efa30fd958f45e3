import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { type AskedService, NO_APP, servicesToAsk, type HealthReport } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

/** Everybody may ask; the services are asked this often at most. */
const FRESH_MS = 1_000;
const ANSWER_MS = 2_000;

export interface Health {
  /** Of the bus and of the services that the gateway needs; 'starting' until all of them have answered once. */
  readonly status: 'ok' | 'starting' | 'error';
  /** By name; `detail` is for operators alone. */
  readonly dependencies: HealthReport['dependencies'];
}

/** How this process and everything it depends on are. */
export class HealthBoard {
  readonly #bus: Bus;
  readonly #services: readonly AskedService[];
  readonly #recent = new BoundedCache<'health', Health>({ max: 1, ttlMs: FRESH_MS });
  #hasBeenOk = false;

  /** @param services of this deployment: one that it does not run says nothing of its health */
  constructor(bus: Bus, services: readonly AskedService[] = servicesToAsk()) {
    this.#bus = bus;
    this.#services = services;
  }

  /**
   * True once everything that requests need has answered: from then on this gateway can do its work, whatever becomes of the others. To
   * take it out of rotation for those would turn their outage into one of all.
   */
  async hasStarted(): Promise<boolean> {
    return this.#hasBeenOk || (await this.report()).status === 'ok';
  }

  report(): Promise<Health> {
    return this.#recent.getOrLoad('health', () => this.#ask());
  }

  async #ask(): Promise<Health> {
    const connected = this.#bus.connected;
    const reports = await Promise.all(this.#services.map((service) => this.#askService(service)));
    const bus = { ok: connected, detail: connected ? 'connected' : 'disconnected' };
    const dependencies = Object.fromEntries([['bus', bus], ...reports.flatMap((report) => Object.entries(report))]);
    const isOk = connected && reports.every((report, index) => !this.#services[index]!.gatewayNeeds || allOk(report));
    this.#hasBeenOk ||= isOk;
    return { status: isOk ? 'ok' : this.#hasBeenOk ? 'error' : 'starting', dependencies };
  }

  /** Names the dependencies that a service reports after the service. */
  async #askService({ name: service, health }: AskedService): Promise<HealthReport['dependencies']> {
    try {
      const context = { app: NO_APP, identity: PUBLIC, deadline: Date.now() + ANSWER_MS, requestId: 'health' };
      const { dependencies } = await this.#bus.call(health, {}, context);
      return Object.fromEntries(Object.entries(dependencies).map(([name, state]) => [`${service}.${name}`, state]));
    } catch (error) {
      return { [service]: { ok: false, detail: error instanceof ParseError ? error.message : 'no answer' } };
    }
  }
}

function allOk(report: HealthReport['dependencies']): boolean {
  return Object.values(report).every(({ ok }) => ok);
}
