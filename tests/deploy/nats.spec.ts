import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { busUser, CONTRACTS, operationsOf, SERVICE_NAMES, SERVICES } from '@parlance/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { capture } from '../../tools/launcher/capture.ts';
import { anyFreePort } from '../../tools/launcher/ports.ts';
import { startProcess, stopProcess, type RunningProcess } from '../../tools/launcher/processes.ts';
import { findProgram } from '../../tools/launcher/programs.ts';
import { silent } from '../../tools/launcher/progress.ts';
import { eventually } from '../../tools/launcher/servers/dialogue.ts';
import { nats } from '../../tools/launcher/servers/nats.ts';
import { CHART } from './kit/chart.ts';

const ACCOUNTS = readFileSync(join(CHART, 'files/nats-accounts.conf'), 'utf8');
const START_MS_MAX = 20_000;
const passwords = Object.fromEntries(
  [...SERVICE_NAMES, 'administrator', 'system'].map((name) => [`PARLANCE_NATS_${name.toUpperCase()}`, `password-of-${name}`]),
);

/** A NATS server with the accounts that the chart gives it. */
describe('SEC-34 a NATS server with the accounts of the chart', () => {
  let folder: string;
  let port: number;
  let program: string;
  let server: RunningProcess;
  const open: NatsConnection[] = [];

  const settings = (accounts: string): string => {
    const file = join(folder, 'nats.conf');
    writeFileSync(file, `listen: "127.0.0.1:${port}"\njetstream { store_dir: ${JSON.stringify(join(folder, 'streams'))} }\n${accounts}`);
    return file;
  };

  /** The name of the program looks like a variable to `env`: a shell runs it. */
  const tryFile = (environment: Readonly<Record<string, string>>, file: string) => {
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    return capture('env', ['-i', ...variables, '/bin/sh', '-c', 'exec "$0" "$@"', program, '-t', '-c', file], 10_000);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parlance-nats-'));
    port = await anyFreePort();
    program = (await findProgram(nats, process.env, silent)).path;
    server = await startProcess({
      name: 'nats',
      command: program,
      args: ['-c', settings(ACCOUNTS)],
      env: { ...process.env, ...passwords },
      log: { file: join(folder, 'nats.log') },
    });
    await eventually(() => nats.probe(`nats://127.0.0.1:${port}`, 1_000), START_MS_MAX);
  });
  afterEach(async () => {
    for (const connection of open.splice(0)) await connection.close();
  });
  afterAll(async () => {
    await stopProcess(server.record, 5_000);
    rmSync(folder, { recursive: true });
  });

  const clientOf = async (user: string) => {
    const connection = await connect({ servers: `127.0.0.1:${port}`, user, pass: `password-of-${user}` });
    open.push(connection);
    const refusals: string[] = [];
    void (async () => {
      for await (const status of connection.status()) if (status.type === 'error') refusals.push(status.error.message);
    })();
    return { connection, refusals };
  };

  it('is accepted by the server itself, which refuses a file with a mistake', async () => {
    const check = (file: string) => tryFile(passwords, file);
    expect((await check(settings(ACCOUNTS))).output).toContain('configuration file');
    expect((await check(settings(ACCOUNTS))).code).toBe(0);
    expect((await check(settings(ACCOUNTS.replace('permissions:', 'permisions:')))).code).not.toBe(0);
  });

  it('needs the password of every user', async () => {
    const [missing, ...others] = Object.entries(passwords);
    const { code, output } = await tryFile(Object.fromEntries(others), settings(ACCOUNTS));
    expect(code).not.toBe(0);
    expect(output).toContain(missing?.[0]);
  });

  it.each(SERVICE_NAMES)('lets %s send and hear what its contract says, and nothing else', async (name) => {
    const { connection, refusals } = await clientOf(name);
    const service = SERVICES.find((one) => one.name === name);
    if (service === undefined) throw new Error(`There is no service ${name}.`);
    const rights = busUser([service], 'shop');
    const may = (patterns: readonly string[], subject: string): boolean => patterns.some((pattern) => matches(pattern, subject));

    const subjects = [
      ...CONTRACTS.flatMap((contract) => operationsOf(contract).map(({ subject }) => `shop.${subject}`)),
      ...SERVICE_NAMES.map((other) => `shop.events.${other}.anything`),
      ...['shop.anything', 'shop.journal.analytics.events', '$JS.API.INFO', '$JS.API.STREAM.DELETE.shop_analytics', '$SYS.REQ.SERVER.PING'],
    ];
    for (const subject of subjects) connection.publish(subject);
    await connection.flush();
    const forbidden = subjects.filter((subject) => !may(rights.publish, subject));
    expect(forbidden.length).toBeGreaterThan(20);
    await expect.poll(() => refusals.length).toBe(forbidden.length);
    expect(refusals.map(subjectOf).toSorted()).toEqual(forbidden.toSorted());
    refusals.length = 0;

    const heard = [
      '>',
      '*.>',
      'shop.>',
      ...SERVICE_NAMES.flatMap((other) => [`shop.${other}.>`, `shop.inbox.${other}.>`]),
      'shop.events.>',
      '$SYS.>',
    ];
    for (const subject of heard) connection.subscribe(subject);
    await connection.flush();
    const allowed = ['shop.events.>', `shop.inbox.${name}.>`];
    await expect.poll(() => refusals.length).toBe(heard.length - allowed.length);
    expect(refusals.map(subjectOf).toSorted()).toEqual(heard.filter((subject) => !allowed.includes(subject)).toSorted());
  });

  it('hides the messages of the deployment from the user of the system, and the figures of the server from services', async () => {
    const [system, data] = await Promise.all([clientOf('system'), clientOf('data')]);
    const seen: string[] = [];
    const all = system.connection.subscribe('>');
    void (async () => {
      for await (const message of all) seen.push(message.subject);
    })();
    await system.connection.flush();
    data.connection.publish('shop.events.data.schema-changed');
    await data.connection.flush();
    expect((await system.connection.request('$SYS.REQ.SERVER.PING', '', { timeout: 2_000 })).json()).toHaveProperty('server');
    expect(seen.filter((subject) => subject.startsWith('shop.'))).toEqual([]);
  });

  it.each(['standalone', 'owner', 'gateway'])('knows no user %s with the password of another', async (user) => {
    await expect(connect({ servers: `127.0.0.1:${port}`, user, pass: 'password-of-data', reconnect: false })).rejects.toThrow(
      /authorization/i,
    );
  });
});

/** As the NATS server decides it. */
function matches(pattern: string, subject: string): boolean {
  const parts = pattern.split('.').map((part) => (part === '*' ? '[^.]+' : part === '>' ? '.+' : part.replace(/[$]/g, '\\$&')));
  return new RegExp(`^${parts.join('\\.')}$`).test(subject);
}

const subjectOf = (refusal: string): string => /to "([^"]+)"/.exec(refusal)?.[1] ?? refusal;
