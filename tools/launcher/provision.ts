import { join } from 'node:path';
import { LaunchError, messageOf } from './launch-error.ts';
import { DATA } from './paths.ts';
import { anyFreePort, freePortFrom, isPortFree } from './ports.ts';
import type { RunningProcess } from './processes.ts';
import { findProgram } from './programs.ts';
import type { Progress } from './progress.ts';
import { running } from './records.ts';
import { credentialsIn } from './servers/credentials.ts';
import type { ServerDefinition } from './servers/definition.ts';
import { startServer, type ServerInstance } from './servers/instance.ts';
import { SERVERS } from './servers/table.ts';

const PROBE_TIMEOUT_MS = 10_000;
const STARTS_MAX = 3;

export interface ProvisionOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Holds a folder per server. */
  readonly directory: string;
  readonly logs: string;
  /** `preferred` ports are the same at every start; tests take any that are free. */
  readonly ports: 'preferred' | 'any';
  readonly durable: boolean;
  /** Use servers that `npm run servers:up` has left running here. */
  readonly shareStanding: boolean;
  /** Told of every process that is started, before it can be used. */
  readonly onStart?: (running: RunningProcess) => void;
  readonly progress: Progress;
  /** Once aborted, no further server is started. */
  readonly signal?: AbortSignal;
}

/** A server to use. `instance` is there when it is ours and was started now, so that we are the ones to stop it. */
export interface ProvisionedServer {
  readonly definition: ServerDefinition;
  /** With the owner's credentials, where the server is one of ours. */
  readonly url: string;
  /** For a process that hosts these services: with credentials of its own; undefined when none of them uses the server. */
  readonly urlFor: (services: readonly string[]) => string | undefined;
  readonly from: string;
  readonly instance?: ServerInstance;
}

async function external(definition: ServerDefinition, url: string): Promise<ProvisionedServer> {
  const { title, urlVariable } = definition;
  try {
    await definition.probe(url, PROBE_TIMEOUT_MS);
  } catch (error) {
    throw new LaunchError(
      `The ${title} that ${urlVariable} names cannot be used: ${messageOf(error)}; mend it, or unset ${urlVariable} to have one started here.`,
    );
  }
  return { definition, url, urlFor: givenUrl(definition, url), from: `from ${urlVariable}` };
}

/** The address of somebody else's server holds the only credentials we know. */
function givenUrl(definition: ServerDefinition, url: string): ProvisionedServer['urlFor'] {
  return (services) => (definition.userFor(services) === undefined ? undefined : url);
}

/** @param folder of the server's files, which hold its credentials */
function ownUrl(definition: ServerDefinition, folder: string, port: number): ProvisionedServer['urlFor'] {
  const access = { port, credentials: credentialsIn(folder) };
  return (services) => {
    const user = definition.userFor(services);
    return user === undefined ? undefined : definition.url(access, user);
  };
}

/** A port that was free can be taken before the server gets it; then the next one is tried. */
async function startOnSomePort(definition: ServerDefinition, program: string, options: ProvisionOptions): Promise<ServerInstance> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.ports === 'any' ? await anyFreePort() : await freePortFrom(definition.preferredPort);
    try {
      return await startServer({
        definition,
        program,
        port,
        directory: join(options.directory, definition.name),
        durable: options.durable,
        logFile: join(options.logs, `${definition.name}.log`),
        onStart: options.onStart,
      });
    } catch (error) {
      if (attempt === STARTS_MAX || (await isPortFree(port))) throw error;
    }
  }
}

async function provisionOne(definition: ServerDefinition, options: ProvisionOptions): Promise<ProvisionedServer> {
  const { environment, progress, shareStanding } = options;
  const url = environment[definition.urlVariable];
  const describe = ({ from }: ProvisionedServer): string => from;
  if (url !== undefined && url !== '') return progress.step(definition.title, () => external(definition, url), describe);

  const folder = join(options.directory, definition.name);
  const standing = shareStanding ? running(definition.name) : undefined;
  if (standing?.stays === true && standing.url !== undefined) {
    return { definition, url: standing.url, urlFor: standingUrl(definition, standing.url), from: 'already running' };
  }
  const program = await findProgram(definition, environment, progress);
  const start = async (): Promise<ProvisionedServer> => {
    const instance = await startOnSomePort(definition, program.path, options);
    const { port } = instance.options;
    const urlFor = ownUrl(definition, folder, port);
    return { definition, url: instance.url, urlFor, from: `version ${program.version} on port ${port}`, instance };
  };
  return progress.step(`Starting ${definition.title}`, start, describe);
}

/** A server that an earlier version has left running knows no users. */
function standingUrl(definition: ServerDefinition, url: string): ProvisionedServer['urlFor'] {
  const { port, password } = new URL(url);
  return password === '' ? givenUrl(definition, url) : ownUrl(definition, join(DATA, definition.name), Number(port));
}

/** Stops the servers that were started now, the last one first. */
export async function stopServers(servers: readonly ProvisionedServer[]): Promise<void> {
  for (const { instance } of servers.toReversed()) await instance?.stop();
}

/**
 * Makes MongoDB, Redis and NATS available: those that the environment names, else those that stand, else new ones.
 *
 * @param ready receives each server as soon as it can be used. When a later one fails, whoever called stops those in it.
 * @throws LaunchError with the way out
 */
export async function provision(options: ProvisionOptions, ready: (server: ProvisionedServer) => void): Promise<void> {
  for (const definition of SERVERS) {
    options.signal?.throwIfAborted();
    ready(await provisionOne(definition, options));
  }
}

/** The variables by which a process that hosts these services finds the servers it uses, and no others. */
export function variablesFor(servers: readonly ProvisionedServer[], services: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(servers.map(({ definition, urlFor }) => [definition.urlVariable, urlFor(services)]));
}

/** The environment variables by which tests find the servers, whose owners they are. */
export function serverVariables(servers: readonly ProvisionedServer[]): Record<string, string> {
  return Object.fromEntries(servers.map(({ definition, url }) => [definition.urlVariable, url]));
}
