import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HTTP_SERVICE, type ServiceName } from '@parlance/contracts';
import { MongoConnections, type Db } from '@parlance/mongo';
import { uniqueName, type TestServers } from '@parlance/testing';
import { startGuard } from '../../../tools/launcher/guarding.ts';
import { ROOT } from '../../../tools/launcher/paths.ts';
import { anyFreePort } from '../../../tools/launcher/ports.ts';
import {
  isRunning,
  signalProcess,
  startProcess,
  stopProcess,
  waitUntilGone,
  type ProcessRecord,
  type RunningProcess,
} from '../../../tools/launcher/processes.ts';
import { startService } from '../../../tools/launcher/start/services.ts';
import { eventually } from '../eventually.ts';

const APP = 'faults';
const START_MS_MAX = 60_000;
const REPORT_MS_MAX = 20_000;
const KILLED_MS_MAX = 5_000;
/** Longer than the launcher takes to stop three services in order, each with the time below for its requests. */
const STOP_MS_MAX = 40_000;
const SHUTDOWN_GRACE_MS = 10_000;

interface Parts {
  readonly name: string;
  readonly folder: string;
  readonly port: number;
  readonly servers: TestServers;
  readonly restKey: string;
  readonly masterKey: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly launcher: RunningProcess;
}

/** The programs of `npm start -- --split`: the launcher and a process for each service, on the servers of the test. */
export class LaunchedParlance {
  readonly #parts: Parts;
  readonly #connections = new MongoConnections({ appName: 'test' });
  readonly #replicas: RunningProcess[] = [];
  readonly #guard = startGuard();

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.#guard.watch(parts.launcher.record, STOP_MS_MAX, true);
  }

  /**
   * Resolves once everything is ready.
   * @param settings of the app
   * @param further variables of all processes
   * @param code text of the app's main.js
   */
  static async start(
    servers: TestServers,
    settings: Readonly<Record<string, unknown>> = {},
    further: Readonly<Record<string, string>> = {},
    code?: string,
  ): Promise<LaunchedParlance> {
    const name = uniqueName('faults');
    const folder = await mkdtemp(join(tmpdir(), 'parlance-'));
    const port = await anyFreePort();
    const restKey = randomBytes(16).toString('hex');
    const appsFile = join(folder, 'apps.json');
    const masterKey = randomBytes(16).toString('hex');
    const keys = { rest: restKey, master: masterKey };
    const cloud = code === undefined ? undefined : join(folder, 'cloud');
    if (cloud !== undefined) {
      await mkdir(cloud);
      await writeFile(join(cloud, 'main.js'), code ?? '');
      await writeFile(join(cloud, 'package.json'), '{}');
    }
    await writeFile(
      appsFile,
      JSON.stringify({ apps: [{ id: APP, settings: { allowClientClassCreation: true, ...settings }, keys, ...(cloud && { cloud }) }] }),
    );
    const environment = {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      MONGODB_URL: servers.mongodbUrl,
      NATS_URL: servers.natsUrl,
      REDIS_URL: servers.redisUrl,
      PARLANCE_BUS_PREFIX: name,
      PARLANCE_CONTROL_DATABASE: `${name}_control`,
      PARLANCE_DATABASE_PREFIX: `${name}_`,
      PARLANCE_DATA_FOLDER: folder,
      PARLANCE_SHUTDOWN_GRACE_MS: String(SHUTDOWN_GRACE_MS),
      PARLANCE_CONSOLE_PORT: String(await anyFreePort()),
      ...further,
    };
    const launcher = await startProcess({
      name: 'npm start',
      command: process.execPath,
      args: [join(ROOT, 'tools/start.mjs'), '--split', '--port', String(port), '--apps', appsFile],
      env: environment,
      log: { file: join(folder, 'launcher.log') },
    });
    const parlance = new LaunchedParlance({ name, folder, port, servers, restKey, masterKey, environment, launcher });
    try {
      const ended = launcher.exited.then(() => true);
      const up = parlance.reported('Parlance is up', START_MS_MAX).then(() => false);
      up.catch(() => undefined); // of a launcher that has ended
      if (await Promise.race([up, ended])) throw new Error('It ended by itself.');
      return parlance;
    } catch (error) {
      const output = await parlance.output();
      await parlance.close();
      throw new Error(`npm start did not get Parlance up. It said:\n${output}`, { cause: error });
    }
  }

  /** The mount: http://127.0.0.1:40123/parse */
  get url(): string {
    return `http://127.0.0.1:${this.#parts.port}/parse`;
  }

  /** The header fields of a client with the REST key. */
  get headers(): Readonly<Record<string, string>> {
    return { 'X-Parse-Application-Id': APP, 'X-Parse-REST-API-Key': this.#parts.restKey, 'Content-Type': 'application/json' };
  }

  /** The same with the master key. */
  get masterHeaders(): Readonly<Record<string, string>> {
    return { 'X-Parse-Application-Id': APP, 'X-Parse-Master-Key': this.#parts.masterKey, 'Content-Type': 'application/json' };
  }

  /** The database of the work of pushes. */
  pushDatabase(): Promise<Db> {
    return this.#connections.database(this.#parts.servers.mongodbUrl, `${this.#parts.name}_push`);
  }

  get launcher(): RunningProcess {
    return this.#parts.launcher;
  }

  /** The database of the app's objects. */
  database(): Promise<Db> {
    return this.#connections.database(this.#parts.servers.mongodbUrl, `${this.#parts.name}_${APP}`);
  }

  /** The database of apps, administrators and the audit. */
  controlDatabase(): Promise<Db> {
    return this.#connections.database(this.#parts.servers.mongodbUrl, `${this.#parts.name}_control`);
  }

  /** The prefix of all subjects on NATS. */
  get prefix(): string {
    return this.#parts.name;
  }

  /** The database of events and counts. */
  analyticsDatabase(): Promise<Db> {
    return this.#connections.database(this.#parts.servers.mongodbUrl, `${this.#parts.name}_analytics`);
  }

  /** The process that runs the service now, as the launcher has noted it. */
  async process(service: ServiceName): Promise<ProcessRecord> {
    return JSON.parse(await readFile(join(this.#parts.folder, 'run', `${service}.json`), 'utf8')) as ProcessRecord;
  }

  /** Ends a service's process as a crash would. Resolves once it is gone. */
  async kill(service: ServiceName): Promise<void> {
    const record = await this.process(service);
    signalProcess(record, 'SIGKILL');
    await waitUntilGone(record, KILLED_MS_MAX);
  }

  /** Ends all processes of a service as a crash would, those that run just now: the launcher's own, and a replica of it. */
  async killAll(service: ServiceName, replica?: RunningProcess): Promise<void> {
    const records = [await this.process(service).catch(() => undefined), replica?.record];
    for (const record of records) {
      if (record === undefined || !isRunning(record)) continue;
      signalProcess(record, 'SIGKILL');
      await waitUntilGone(record, KILLED_MS_MAX);
    }
  }

  /** All that the launcher has printed so far. */
  output(): Promise<string> {
    return readFile(join(this.#parts.folder, 'launcher.log'), 'utf8');
  }

  /** Resolves when the launcher has printed `text`, `times` times in all. */
  reported(text: string, timeoutMs = REPORT_MS_MAX, times = 1): Promise<void> {
    return eventually(`"${text}" from the launcher`, timeoutMs, async () => (await this.output()).split(text).length > times);
  }

  /** Folder with a record of each process. */
  get records(): string {
    return join(this.#parts.folder, 'run');
  }

  /** The port of the launcher's gateway. */
  get port(): number {
    return this.#parts.port;
  }

  /** Starts another gateway beside the launcher's. Resolves once it is ready. */
  async addGateway(further: Readonly<Record<string, string>> = {}): Promise<{ readonly port: number; readonly running: RunningProcess }> {
    const port = await anyFreePort();
    const mount = { PARLANCE_HOST: '127.0.0.1', PARLANCE_PORT: String(port), PARLANCE_MOUNT: '/parse' };
    return { port, running: await this.#addProcess(HTTP_SERVICE, { ...mount, ...further }) };
  }

  /** Starts another process of the service beside the launcher's. Resolves once it is ready. */
  addReplica(service: Exclude<ServiceName, typeof HTTP_SERVICE>, further: Readonly<Record<string, string>> = {}): Promise<RunningProcess> {
    return this.#addProcess(service, further);
  }

  async #addProcess(service: ServiceName, further: Readonly<Record<string, string>>): Promise<RunningProcess> {
    const { environment, folder } = this.#parts;
    const healthPort = await anyFreePort();
    const spec = {
      app: service,
      environment: {
        ...environment,
        PARLANCE_APPS_FILE: join(folder, 'apps.json'),
        PARLANCE_BUS_KEY_FILE: join(folder, 'bus.key'),
        PARLANCE_HEALTH_PORT: String(healthPort),
        ...further,
      },
      readyUrl: `http://127.0.0.1:${healthPort}/health/ready`,
      logFile: join(folder, `${service}-replica.log`),
    };
    const replica = await startService(spec, STOP_MS_MAX, ({ record }) => this.#guard.watch(record, SHUTDOWN_GRACE_MS));
    this.#replicas.push(replica);
    return replica;
  }

  /** Presses Ctrl-C in the launcher's terminal, which reaches its whole process group. */
  interrupt(): void {
    signalProcess(this.#parts.launcher.record, 'SIGINT', true);
  }

  /** Stops everything that still runs and removes all it stored. */
  async close(): Promise<void> {
    const { launcher, servers, name, folder } = this.#parts;
    for (const { record } of this.#replicas) await stopProcess(record, STOP_MS_MAX);
    await stopProcess(launcher.record, STOP_MS_MAX);
    for (const part of ['control', 'analytics', 'push', 'workers', 'functions', APP]) {
      await (await this.#connections.database(servers.mongodbUrl, `${name}_${part}`)).dropDatabase();
    }
    await this.#connections.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
