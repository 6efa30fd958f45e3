import { MongoConnections } from '@parlance/mongo';
import { PlatformObjects } from '@parlance/platform-objects';
import { Endings, Engine, MongoPushDatabase, PartitionStore, PushStore, StatusObject, WakeUps, WaveStore } from '@parlance/push-service';
import { Queues } from '@parlance/queues';
import { createLogger } from '@parlance/telemetry';
import { testServers } from '@parlance/testing';
import type { TimedDeployment } from './push-time.ts';

const LEASE_MS = 60_000;

/** The step of a planner at which something happens to it, counted from 0 over all of its calls to stores and other services. */
export class Fate {
  #calls = 0;
  #isDead = false;
  #reached = false;
  readonly #at: number;
  readonly #how: 'killed before' | 'killed after' | 'paused before';
  readonly #arrived = Promise.withResolvers<void>();
  readonly #released = Promise.withResolvers<void>();

  constructor(at: number, how: 'killed before' | 'killed after' | 'paused before') {
    this.#at = at;
    this.#how = how;
  }

  /** Whether the planner came so far. */
  get isReached(): boolean {
    return this.#reached;
  }

  /** Resolves when a planner is paused. */
  get arrived(): Promise<void> {
    return this.#arrived.promise;
  }

  /** Lets a paused planner go on. */
  release(): void {
    this.#released.resolve();
  }

  /** The same object, whose methods meet their fate. */
  of<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (_, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => this.#call(() => (member as (...args: unknown[]) => unknown).apply(target, args));
      },
    });
  }

  async #call(run: () => unknown): Promise<unknown> {
    if (this.#isDead) throw new Error('This planner was killed.');
    const isMine = this.#calls++ === this.#at;
    if (isMine) this.#reached = true;
    if (isMine && this.#how === 'killed before') this.#die();
    if (isMine && this.#how === 'paused before') {
      this.#arrived.resolve();
      await this.#released.promise;
    }
    const result = await run();
    if (isMine && this.#how === 'killed after') this.#die();
    return result;
  }

  #die(): never {
    this.#isDead = true;
    throw new Error('This planner is killed.');
  }
}

/** Makes further planners for a deployment, as its own replicas of push are. */
export class Planners {
  readonly #time: TimedDeployment;
  readonly #connections = new MongoConnections({ appName: 'test' });
  readonly #logger = createLogger({ service: 'test', level: 'silent' });
  readonly #queues: Queues;
  readonly #wakeUps: WakeUps;

  constructor(time: TimedDeployment) {
    this.#time = time;
    this.#queues = new Queues({ redisUrl: testServers().redisUrl, prefix: this.#bus.prefix, name: 'test', logger: this.#logger });
    this.#wakeUps = new WakeUps(this.#queues);
  }

  /** @param fate none for one that lives on */
  make(fate?: Fate): Engine {
    const meet = <T extends object>(target: T): T => fate?.of(target) ?? target;
    const database = new MongoPushDatabase(this.#connections, testServers().mongodbUrl, `${this.#bus.prefix}_push`);
    const pushes = meet(new PushStore(database));
    const waves = meet(new WaveStore(database));
    const partitions = meet(new PartitionStore(database, LEASE_MS));
    const endings = new Endings({ pushes, waves, partitions, status: meet(new StatusObject(new PlatformObjects(this.#bus, 'push'))) });
    const common = { pushes, waves, partitions, endings, clock: this.#time.clock, logger: this.#logger };
    const app = { perApp: 64, quietHoursOf: () => Promise.resolve(undefined) };
    return new Engine({ ...common, ...app, bus: meet(this.#bus), wakeUps: meet(this.#wakeUps) });
  }

  async close(): Promise<void> {
    await this.#queues.onApplicationShutdown();
    await this.#connections.close();
  }

  get #bus() {
    const process = this.#time.parlance.processes.find(({ services }) => services.includes('push'));
    if (process === undefined) throw new Error('This deployment sends no pushes.');
    return process.running.bus;
  }
}
