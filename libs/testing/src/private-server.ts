import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startGuard, type Guard } from '../../../tools/launcher/guarding.ts';
import { DATA } from '../../../tools/launcher/paths.ts';
import { anyFreePort } from '../../../tools/launcher/ports.ts';
import { signalProcess } from '../../../tools/launcher/processes.ts';
import { findProgram } from '../../../tools/launcher/programs.ts';
import { silent } from '../../../tools/launcher/progress.ts';
import { credentialsIn } from '../../../tools/launcher/servers/credentials.ts';
import type { ServerName } from '../../../tools/launcher/servers/definition.ts';
import { startServer, STOP_GRACE_MS } from '../../../tools/launcher/servers/instance.ts';
import { SERVER } from '../../../tools/launcher/servers/table.ts';

/** A server that belongs to one test alone, to be broken and mended. Its address and files stay the same throughout. */
export interface PrivateServer {
  /** With the credentials of its owner, who may do everything. */
  readonly url: string;
  readonly port: number;
  /** The address that a process which hosts these services would get; undefined when none of them uses the server. */
  urlFor(services: readonly string[]): string | undefined;
  /** Ends it as a crash would (SIGKILL). Resolves once it is gone. */
  kill(): Promise<void>;
  /** Ends it in order (SIGTERM). Resolves once it is gone. */
  stop(): Promise<void>;
  /** Starts it again after kill() or stop(). Resolves once it can be used: for MongoDB, when it is primary. */
  start(): Promise<void>;
  /** Freezes it: connections stay open and nothing answers (SIGSTOP). */
  freeze(): void;
  /** Lets it go on (SIGCONT). */
  thaw(): void;
  /** Ends it and removes its files. Call it in afterAll; a test process that dies takes its servers with it all the same. */
  dispose(): Promise<void>;
}

let sharedGuard: Guard | undefined;

/** Starts a server of one's own on a free port: the same program and settings as the servers of the test run. */
export async function startPrivateServer(name: ServerName): Promise<PrivateServer> {
  const guard = (sharedGuard ??= startGuard());
  await mkdir(DATA, { recursive: true });
  const directory = await mkdtemp(join(DATA, `test-${name}-`));
  guard.removeFolder(directory);
  const definition = SERVER[name];
  const { path: program } = await findProgram(definition, process.env, silent);
  const port = await anyFreePort();
  const options = { definition, program, port, directory: join(directory, name), durable: true };
  const logFile = join(directory, `${name}.log`);
  const start = () => startServer({ ...options, logFile, onStart: ({ record }) => guard.watch(record, STOP_GRACE_MS) });
  let instance = await start();
  return {
    url: instance.url,
    port,
    urlFor(services) {
      const user = definition.userFor(services);
      return user === undefined ? undefined : definition.url({ port, credentials: credentialsIn(options.directory) }, user);
    },
    kill: () => instance.kill(),
    stop: () => instance.stop(),
    async start() {
      instance = await start();
    },
    freeze: () => signalProcess(instance.process.record, 'SIGSTOP'),
    thaw: () => signalProcess(instance.process.record, 'SIGCONT'),
    async dispose() {
      await instance.kill();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
