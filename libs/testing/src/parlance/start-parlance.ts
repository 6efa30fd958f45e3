import { randomBytes } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoConnections, type Db } from '@parlance/mongo';
import type { LogLevel } from '@parlance/telemetry';
import { testServers, uniqueName } from '../servers.ts';
import { bootProcesses, closeProcesses, type Definitions, type Mode, type Replicas, type TestProcess } from './boot.ts';
import type { LogLine } from './log-lines.ts';
import { sendRest, type RestAnswer, type RestOptions } from './rest-client.ts';
import { appsFileText, testApp, type AppDeclaration, type TestApp } from './test-app.ts';

const MOUNT = '/parse';

export interface ParlanceOptions {
  readonly mode: Mode;
  /** One app named `test`, whose clients may create classes, when absent. */
  readonly apps?: readonly AppDeclaration[];
  readonly replicas?: Replicas;
  /** Instead of the definitions that production has. */
  readonly definitions?: Definitions;
  /** Environment of all processes, over that of the harness. */
  readonly env?: Readonly<Record<string, string>>;
  /** Least severe lines that `logs` keeps; 'info' when absent. */
  readonly logLevel?: LogLevel;
}

const DEFAULT_APPS: readonly AppDeclaration[] = [{ id: 'test', settings: { allowClientClassCreation: true } }];

/**
 * A whole deployment in this process: real services, real servers, and everything that belongs to it alone: subject prefix,
 * databases, ports, apps file. Close it in afterAll.
 */
export async function startParlance(options: ParlanceOptions): Promise<Parlance> {
  const { mongodbUrl, natsUrl, redisUrl } = testServers();
  const name = uniqueName('e2e');
  const folder = await mkdtemp(join(tmpdir(), 'parlance-'));
  const parts: Parts = {
    name,
    folder,
    logs: [],
    connections: new MongoConnections({ appName: 'test' }),
    mongodbUrl,
    apps: [],
    processes: [],
  };
  const env = {
    NODE_ENV: 'test',
    MONGODB_URL: mongodbUrl,
    NATS_URL: natsUrl,
    REDIS_URL: redisUrl,
    PARLANCE_APPS_FILE: join(folder, 'apps.json'),
    PARLANCE_BUS_PREFIX: name,
    PARLANCE_BUS_KEY: randomBytes(32).toString('base64'),
    PARLANCE_DATA_FOLDER: folder,
    PARLANCE_CONTROL_DATABASE: `${name}_control`,
    PARLANCE_DATABASE_PREFIX: `${name}_`,
    PARLANCE_MOUNT: MOUNT,
    PARLANCE_ANALYTICS_JOURNAL_MB: '8',
    PARLANCE_SHUTDOWN_GRACE_MS: '2000',
    ...options.env,
  };
  const parlance = new Parlance(parts);
  try {
    await parlance.declareApps(options.apps ?? DEFAULT_APPS);
    const { mode, replicas = {}, definitions = {}, logLevel = 'info' } = options;
    parts.processes.push(...(await bootProcesses({ mode, replicas, definitions, env, logLevel, logs: parts.logs })));
    return parlance;
  } catch (error) {
    await parlance.close();
    throw error;
  }
}

interface Parts {
  readonly name: string;
  readonly folder: string;
  readonly logs: LogLine[];
  readonly connections: MongoConnections;
  readonly mongodbUrl: string;
  readonly apps: TestApp[];
  readonly processes: TestProcess[];
}

export class Parlance {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The name of this deployment, and the prefix of its bus. */
  get name(): string {
    return this.#parts.name;
  }

  /** Addresses of the gateways' mounts: http://127.0.0.1:40123/parse */
  get urls(): readonly string[] {
    return this.#parts.processes.flatMap(({ running: { url } }) => (url === undefined ? [] : [url + MOUNT]));
  }

  /** The first gateway's. */
  get url(): string {
    const [first] = this.urls;
    if (first === undefined) throw new Error('This deployment has no gateway.');
    return first;
  }

  /** Lines logged so far by all processes. */
  get logs(): readonly LogLine[] {
    return this.#parts.logs;
  }

  get processes(): readonly TestProcess[] {
    return this.#parts.processes;
  }

  /** A declared app; the first when no id is given. */
  app(id?: string): TestApp {
    const app = this.#parts.apps.find((candidate) => id === undefined || candidate.id === id);
    if (app === undefined) throw new Error(`The app ${id ?? ''} is not declared.`);
    return app;
  }

  /** Sends one raw request as a client of the app, with its REST key. */
  rest(method: string, path: string, body?: unknown, options: RestOptions = {}): Promise<RestAnswer> {
    const address = this.urls[options.gateway ?? 0];
    if (address === undefined) throw new Error(`This deployment has no gateway ${options.gateway ?? 0}.`);
    return sendRest(address, method, path, body, options.app ?? this.app(), options);
  }

  /** The same with the master key. */
  masterRest(method: string, path: string, body?: unknown, options: RestOptions = {}): Promise<RestAnswer> {
    return this.rest(method, path, body, { key: 'master', ...options });
  }

  /** The app's own database, to see and to prepare stored documents. */
  database(id?: string): Promise<Db> {
    return this.#parts.connections.database(this.#parts.mongodbUrl, this.app(id).database);
  }

  /** The control database. */
  controlDatabase(): Promise<Db> {
    return this.#parts.connections.database(this.#parts.mongodbUrl, `${this.#parts.name}_control`);
  }

  /** The database of the analytics service. */
  analyticsDatabase(): Promise<Db> {
    return this.#parts.connections.database(this.#parts.mongodbUrl, `${this.#parts.name}_analytics`);
  }

  /** The database of the work of pushes. */
  pushDatabase(): Promise<Db> {
    return this.#parts.connections.database(this.#parts.mongodbUrl, `${this.#parts.name}_push`);
  }

  /** The database of the runs of jobs. */
  workersDatabase(): Promise<Db> {
    return this.#parts.connections.database(this.#parts.mongodbUrl, `${this.#parts.name}_workers`);
  }

  /** Writes the apps file anew; apps keep their keys. `config` follows the file, so the change takes effect a moment later. */
  async declareApps(declarations: readonly AppDeclaration[]): Promise<void> {
    const { apps, folder, name } = this.#parts;
    for (const declaration of declarations) if (!apps.some(({ id }) => id === declaration.id)) apps.push(testApp(declaration, `${name}_`));
    const file = join(folder, 'apps.json');
    await writeFile(`${file}.new`, appsFileText(declarations, apps));
    await rename(`${file}.new`, file);
  }

  /** Stops everything and removes all it stored. */
  async close(): Promise<void> {
    const { processes, connections, mongodbUrl, name, apps, folder } = this.#parts;
    await closeProcesses(processes);
    const own = ['control', 'analytics', 'push', 'workers', 'functions'].map((service) => `${name}_${service}`);
    const databases = new Set([...own, ...apps.map(({ database }) => database)]);
    for (const database of databases) await (await connections.database(mongodbUrl, database)).dropDatabase();
    await connections.close();
    await rm(folder, { recursive: true, force: true });
  }
}
