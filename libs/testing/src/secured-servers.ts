import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { findTool } from '../../../tools/deploy/toolbox/toolbox.ts';
import { startGuard, type Guard } from '../../../tools/launcher/guarding.ts';
import { DATA } from '../../../tools/launcher/paths.ts';
import { anyFreePort } from '../../../tools/launcher/ports.ts';
import { startProcess, stopProcess } from '../../../tools/launcher/processes.ts';
import { findProgram } from '../../../tools/launcher/programs.ts';
import { silent } from '../../../tools/launcher/progress.ts';
import { eventually } from '../../../tools/launcher/servers/dialogue.ts';
import { REPLICA_SET, withClient } from '../../../tools/launcher/servers/mongodb-set.ts';
import { SERVER } from '../../../tools/launcher/servers/table.ts';
import { createAuthority } from './simulators/frame/certificates.ts';

const STOP_MS = 10_000;
const START_MS = 30_000;

/** Files of one authority, made for one test: paths of PEM files. */
export interface Certificates {
  readonly folder: string;
  readonly ca: string;
  readonly server: { readonly cert: string; readonly key: string; readonly both: string };
  readonly client: { readonly cert: string; readonly key: string; readonly both: string };
  dispose(): Promise<void>;
}

let sharedGuard: Guard | undefined;

/** An authority, a certificate of a server on the loopback address, and one of a client. @param names further names of the server */
export async function makeCertificates(names: readonly string[] = []): Promise<Certificates> {
  await mkdir(DATA, { recursive: true });
  const folder = await mkdtemp(join(DATA, 'test-certificates-'));
  (sharedGuard ??= startGuard()).removeFolder(folder);
  const authority = await createAuthority();
  const write = async (name: string, content: string): Promise<string> => {
    await writeFile(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const keep = async (name: string, { cert, key }: { readonly cert: string; readonly key: string }) => ({
    cert: await write(`${name}.pem`, cert),
    key: await write(`${name}-key.pem`, key),
    both: await write(`${name}-both.pem`, `${cert}\n${key}\n`),
  });
  return {
    folder,
    ca: await write('ca.pem', authority.certificate),
    server: await keep('server', await authority.issueServer(names)),
    client: await keep('client', await authority.issueClient('com.example.parlance')),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A server that is reached over TLS only. */
export interface SecuredServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** A NATS server that asks clients for certificates. @param more lines of its settings, such as users */
export async function startSecuredNats({ ca, server, folder }: Certificates, verify: boolean, more = ''): Promise<SecuredServer> {
  const port = await anyFreePort();
  const files = `cert_file: "${server.cert}", key_file: "${server.key}", ca_file: "${ca}"`;
  const file = join(folder, `nats-${port}.conf`);
  await writeFile(file, `listen: "127.0.0.1:${port}"\ntls { ${files}, verify: ${verify} }\n${more}\n`);
  return start('nats', folder, port, ['-c', file]);
}

/** A MongoDB that asks clients for certificates. */
export async function startSecuredMongodb(files: Certificates): Promise<SecuredServer> {
  return startMongodb(files, []);
}

/** The same as a replica set of one member, which has transactions. Resolves when it can be written to. */
export async function startSecuredReplicaSet(files: Certificates): Promise<SecuredServer> {
  const server = await startMongodb(files, ['--replSet', REPLICA_SET, '--oplogSize', '32']);
  const at = `127.0.0.1:${server.port}`;
  const tls = `tls=true&tlsCAFile=${encodeURIComponent(files.ca)}&tlsCertificateKeyFile=${encodeURIComponent(files.client.both)}`;
  await withClient(`mongodb://${at}/?directConnection=true&${tls}`, START_MS, async (client) => {
    await client.db('admin').command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host: at }] } });
    await eventually(async () => {
      const { isWritablePrimary } = await client.db('admin').command({ hello: 1 });
      if (isWritablePrimary !== true) throw new Error('it is not primary');
    }, START_MS);
  });
  return server;
}

async function startMongodb({ ca, server, folder }: Certificates, more: readonly string[]): Promise<SecuredServer> {
  const port = await anyFreePort();
  const data = join(folder, `mongodb-${port}`);
  await mkdir(data);
  const place = ['--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', data, '--nounixsocket', '--wiredTigerCacheSizeGB', '0.25'];
  const tls = ['--tlsMode', 'requireTLS', '--tlsCertificateKeyFile', server.both, '--tlsCAFile', ca];
  return start('mongodb', folder, port, [...place, ...tls, ...more]);
}

/**
 * A Redis that asks clients for certificates and speaks nothing but TLS. The one of `npm start` is built without TLS, so this one comes from
 * the packages of the system.
 *
 * @returns undefined, with a sentence in the output, on a machine where no such program can be had
 */
export async function startSecuredRedis({ ca, server, folder }: Certificates): Promise<SecuredServer | undefined> {
  const found = await findTool('securedRedis');
  if ('missing' in found) {
    console.warn(found.missing);
    return undefined;
  }
  const port = await anyFreePort();
  const place = ['--bind', '127.0.0.1', '--port', '0', '--tls-port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no'];
  const files = ['--tls-cert-file', server.cert, '--tls-key-file', server.key, '--tls-ca-cert-file', ca, '--tls-auth-clients', 'yes'];
  const [command, ...first] = found.command;
  return launch('redis', command, folder, port, [...first, ...place, ...files, '--maxmemory-policy', 'noeviction']);
}

async function start(name: 'nats' | 'mongodb', folder: string, port: number, args: readonly string[]): Promise<SecuredServer> {
  const { path } = await findProgram(SERVER[name], process.env, silent);
  return launch(name, path, folder, port, args);
}

async function launch(name: string, command: string, folder: string, port: number, args: readonly string[]): Promise<SecuredServer> {
  const log = { file: join(folder, `${name}-${port}.log`) };
  const running = await startProcess({ name, command, args, env: { PATH: process.env.PATH }, cwd: folder, log });
  (sharedGuard ??= startGuard()).watch(running.record, STOP_MS);
  await eventually(() => listens(port), START_MS);
  return { port, stop: () => stopProcess(running.record, STOP_MS) };
}

function listens(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(void socket.destroy())).on('error', reject);
  });
}

/** TLS in front of a plain server, for one that cannot speak it itself, and asking clients for certificates. */
export async function secure({ ca, server }: Pick<Certificates, 'ca' | 'server'>, to: number): Promise<SecuredServer> {
  const sockets = new Set<Socket>();
  const options = { cert: readFileSync(server.cert), key: readFileSync(server.key), ca: readFileSync(ca), requestCert: true };
  const terminator = createServer({ ...options, rejectUnauthorized: true }, (secured) => {
    const plain = connect(to, '127.0.0.1');
    for (const socket of [secured, plain]) sockets.add(socket.on('error', () => socket.destroy()));
    secured.pipe(plain).pipe(secured);
  });
  terminator.on('tlsClientError', () => undefined); // a client without a certificate
  await new Promise<void>((resolve) => terminator.listen(0, '127.0.0.1', resolve));
  return {
    port: (terminator.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => terminator.close(resolve));
    },
  };
}
