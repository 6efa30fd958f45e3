import { setTimeout as sleep } from 'node:timers/promises';
import { Bus, type NatsAccess } from '@parlance/bus';
import { busUserName } from '@parlance/contracts';
import { parseKeys, type Environment, type SettingsTable } from '@parlance/settings';
import { createLogger, startTelemetry, type Logger, type Telemetry } from '@parlance/telemetry';
import packageJson from '../package.json' with { type: 'json' };
import { bringUpDatabases } from './bring-up-databases.ts';
import { Closers } from './closers.ts';
import type { ServiceDefinition } from './definition.ts';
import { deploymentOf, joinDeployment } from './deployment.ts';
import { listenForHealth } from './health-listener.ts';
import { createHost, type HttpOptions } from './host.ts';
import { assertTakesNoCertificates } from './inspect-nats.ts';
import { loadProcess } from './load-process.ts';
import { ProcessFacts } from './process-facts.ts';
import { rootModule } from './process-module.ts';
import { reportOn } from './process-report.ts';
import { Readiness } from './readiness.ts';
import { serviceReadiness } from './service-readiness.ts';
import { serviceSettings } from './server-files.ts';
import type { ProcessSettings } from './settings.ts';
import { StartUp } from './start-up.ts';
import { collectorHeaders, exportSchedule } from './telemetry-settings.ts';
import { waitForMongo } from './wait-for-mongo.ts';

export interface StartOptions {
  /** False sends even calls within this process over NATS (BusOptions.local). */
  readonly local?: boolean;
  /** Tables of variables that belong to other programs of the deployment, so that no warning names them. */
  readonly tables?: readonly SettingsTable[];
  /** Instead of the logger that the settings describe. */
  readonly logger?: Logger;
  /** Instead of the usual time limit for starting. */
  readonly startMsMax?: number;
}

/** Services that answer requests. */
export interface RunningServices {
  /** Where the HTTP server is reached, if a service has one: http://127.0.0.1:1337 */
  readonly url: string | undefined;
  /** Where health is answered, if PARLANCE_HEALTH_PORT is set. */
  readonly healthUrl: string | undefined;
  readonly bus: Bus;
  readonly logger: Logger;
  /** Stops in order: not ready, requests taken on for PARLANCE_SHUTDOWN_DELAY_MS, running requests answered within the grace time, connections closed, telemetry sent. Never fails. */
  close(): Promise<void>;
}

/**
 * Starts services in this process; they share one bus connection, HTTP server and logger. Waits for MongoDB and NATS while they come up.
 *
 * @throws SettingsError that names every bad variable; Error that names the server that could not be had within the time limit. Things
 *   opened
 * until then has been closed again.
 */
export async function startServices(
  definitions: readonly ServiceDefinition[],
  env: Environment,
  options: StartOptions = {},
): Promise<RunningServices> {
  const { settings, warnings } = loadProcess(definitions, env, options.tables ?? []);
  const http = httpOptions(definitions, settings);
  const name = processName(definitions);
  const logger = options.logger ?? createLogger({ service: name, level: settings.PARLANCE_LOG_LEVEL });
  for (const warning of warnings) logger.warn(warning);
  const closers = new Closers(logger);
  try {
    return await start({ name, definitions, env, settings, http, logger, closers, options });
  } catch (error) {
    await closers.close();
    throw error;
  }
}

interface Starting {
  readonly name: string;
  readonly definitions: readonly ServiceDefinition[];
  readonly env: Environment;
  readonly settings: ProcessSettings;
  readonly http: HttpOptions | undefined;
  readonly logger: Logger;
  readonly closers: Closers;
  readonly options: StartOptions;
}

async function start({ name, definitions, env, settings, http, logger, closers, options }: Starting): Promise<RunningServices> {
  const startUp = new StartUp(logger, options.startMsMax);
  const readiness = new Readiness((lacking) => tellReadiness(logger, lacking));

  const telemetry = await startTelemetry({
    service: name,
    version: packageJson.version,
    endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: collectorHeaders(settings),
    scraped: settings.PARLANCE_METRICS,
    schedule: exportSchedule(settings),
    logger,
  });
  closers.add('telemetry', () => telemetry.shutdown());
  const healthUrl = await openHealthPort(readiness, settings, telemetry.scrape, closers);
  if (healthUrl !== undefined) logger.info({ health: healthUrl }, 'Health is answered.');
  const { NATS_URL: servers, PARLANCE_SHUTDOWN_GRACE_MS: graceMs, PARLANCE_SHUTDOWN_DELAY_MS: delayMs } = settings;
  const deployment = deploymentOf(settings);
  const { prefix } = deployment;
  const keys = busKeys(settings);
  const names = definitions.map((service) => service.name);
  const bus = await startUp.retry('NATS', async () => {
    if (settings.PARLANCE_NATS_CERT_FILE === undefined) await assertTakesNoCertificates(servers);
    const access = natsAccess(settings, names);
    return Bus.connect({ servers, prefix, keys, name: `parlance-${name}`, access, local: options.local });
  });
  closers.add('bus', () => bus.close());
  if (keys === undefined) logger.warn('Whoever can publish on NATS can be anybody: PARLANCE_BUS_KEY is not set.');
  const members = await waitForMongo(startUp, definitions, env);
  const migrating = performance.now();
  const databases = await bringUpDatabases(definitions, env, deployment, (sentence) => logger.info(sentence));
  startUp.lengthen(performance.now() - migrating);
  await joinDeployment(bus, deployment, names, { MongoDB: members });

  const modules = definitions.map(({ module, settings: table }) => module.register(serviceSettings(table, env)));
  const facts = new ProcessFacts();
  facts.server('', 'nats', () => bus.flush());
  bus.answerSurveys(() => reportOn({ bus, services: names, readiness, facts, databases, version: packageJson.version }));
  const root = rootModule({ bus, logger, telemetry, readiness, facts }, modules);
  const host = await startUp.step('modules to be created', () => createHost({ root, bus, logger, graceMs }, http));
  closers.add('services', () => host.close());
  const url = await startUp.step('services to take requests', () => host.serve());

  registerChecks(readiness, bus, definitions);
  readiness.open();
  // Load balancers need a moment to hear that the process is not ready, and send requests until then.
  if (delayMs > 0) closers.add('last requests', () => sleep(delayMs));
  closers.add('readiness', async () => {
    readiness.drain();
    host.farewell();
  });
  logger.info({ url, health: healthUrl, services: names }, 'Up and running.');
  return { url, healthUrl, bus, logger, close: () => closers.close() };
}

/** @throws Error that names the variable which is wrong */
function busKeys({ PARLANCE_BUS_KEY: keys }: ProcessSettings): readonly Buffer[] | undefined {
  return keys === undefined ? undefined : parseKeys(keys, 'PARLANCE_BUS_KEY');
}

/** Credentials in a file name nobody: the user is the one that a deployment has for these services (libs/contracts). */
function natsAccess(settings: ProcessSettings, services: readonly string[]): NatsAccess {
  return {
    user: busUserName(services),
    caFile: settings.PARLANCE_NATS_CA_FILE,
    certFile: settings.PARLANCE_NATS_CERT_FILE,
    keyFile: settings.PARLANCE_NATS_KEY_FILE,
    credentialsFile: settings.PARLANCE_NATS_CREDENTIALS_FILE,
    nkeyFile: settings.PARLANCE_NATS_NKEY_FILE,
  };
}

/** Open before anything else, so that a process that waits for its servers counts as alive. */
async function openHealthPort(
  readiness: Readiness,
  settings: ProcessSettings,
  metrics: Telemetry['scrape'],
  closers: Closers,
): Promise<string | undefined> {
  const { PARLANCE_HOST: host, PARLANCE_HEALTH_PORT: port } = settings;
  if (port === undefined) return undefined;
  const listener = await listenForHealth({ readiness, metrics }, host, port);
  closers.add('health port', () => listener.close());
  return listener.url;
}

function tellReadiness(logger: Logger, lacking: readonly string[]): void {
  if (lacking.length > 0) logger.warn({ lacking }, 'This process is not ready.');
  else logger.info('This process is ready again.');
}

function registerChecks(readiness: Readiness, bus: Bus, definitions: readonly ServiceDefinition[]): void {
  readiness.register('bus', () => bus.connected);
  for (const { name, http } of definitions) if (http === false) readiness.register(name, serviceReadiness(bus, name));
}

function httpOptions(definitions: readonly ServiceDefinition[], settings: ProcessSettings): HttpOptions | undefined {
  const [first, ...others] = definitions.filter(({ http }) => http !== false);
  if (others.length > 0) throw new Error('Two services of one process want an HTTP server.');
  if (first === undefined || first.http === false) return undefined;
  return { server: first.http, host: settings.PARLANCE_HOST, port: settings.PARLANCE_PORT };
}

/** The name of this process in logs, traces and the NATS server's monitoring. */
function processName(definitions: readonly ServiceDefinition[]): string {
  const [only, ...others] = definitions;
  return only !== undefined && others.length === 0 ? only.name : 'parlance';
}
