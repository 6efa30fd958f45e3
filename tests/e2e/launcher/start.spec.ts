import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { anyFreePort } from '../../../tools/launcher/ports.ts';
import { LauncherRun } from './launcher-run.ts';

interface Recorded {
  readonly pid: number;
}

/** The last line that a server answers to these words, or that it hung up. */
function answerOf(port: number, words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(words));
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      if (/^[-+].*\r\n/m.test(heard)) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(heard.trim().split('\r\n').at(-1) ?? ''));
  });
}

describe('npm start', () => {
  let folder: string;
  let port: string;
  let runs: LauncherRun[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parlance-start-'));
    port = String(await anyFreePort());
  });
  afterEach(async () => {
    for (const run of runs) await run.interrupt();
    runs = [];
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = (...args: string[]): LauncherRun => {
    const run = new LauncherRun(folder, ['--port', port, ...args]);
    runs.push(run);
    return run;
  };
  const recorded = (name: string): Recorded => JSON.parse(readFileSync(join(folder, 'run', `${name}.json`), 'utf8')) as Recorded;
  const notedProcesses = (): string[] => readdirSync(join(folder, 'run'));

  it('prints a request that works, stops services before servers, and keeps stored objects for the next start', async () => {
    const first = start();
    await first.says('Ctrl-C stops everything.');
    expect(first.output).toContain(`http://127.0.0.1:${port}/parse`);
    expect(statSync(join(folder, 'apps.json')).mode & 0o777).toBe(0o600);
    const answer = await first.followPrintedLine();
    expect(answer.status).toBe(201);

    expect(await first.interrupt()).toBe(0);
    const stopped = [...first.output.matchAll(/ok {2}Stopping (\S+)/g)].map(([, name]) => name);
    expect(stopped).toEqual(['standalone', 'simulators', 'NATS', 'Redis', 'MongoDB']);
    expect(notedProcesses()).toEqual([]);

    const second = start();
    await second.says('Ctrl-C stops everything.');
    expect(await second.storedObjects()).toMatchObject([{ playerName: 'Ada', score: 1337 }]);
  });

  it('PSH-45 shows the pushes of the demo app on simulated devices', async () => {
    const run = start('--split');
    await run.says('Ctrl-C stops everything.');
    const [, devices = ''] = /Pushes {4}(\S+)/.exec(run.output) ?? [];
    const { apps } = JSON.parse(readFileSync(join(folder, 'apps.json'), 'utf8')) as { apps: [{ keys: { master: string } }] };
    const headers = { 'X-Parse-Application-Id': 'demo', 'X-Parse-Master-Key': apps[0].keys.master, 'Content-Type': 'application/json' };
    const post = async (path: string, body: object) =>
      (await fetch(`http://127.0.0.1:${port}/parse${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
    expect(
      await post('/installations', {
        deviceType: 'android',
        deviceToken: 'phone-of-ada:a-simulated-token',
        installationId: 'phone-of-ada',
      }),
    ).toBe(201);
    expect(await post('/push', { where: {}, data: { alert: 'Hello, phone' } })).toBe(200);
    await expect.poll(async () => (await fetch(devices)).text(), { timeout: 20_000 }).toContain('Hello, phone');
  });

  it('gives each service the rights that it needs', async () => {
    const run = start('--split');
    await run.says('Ctrl-C stops everything.');
    const { apps } = JSON.parse(readFileSync(join(folder, 'apps.json'), 'utf8')) as { apps: [{ keys: { master: string } }] };
    const headers = { 'X-Parse-Application-Id': 'demo', 'X-Parse-Master-Key': apps[0].keys.master, 'Content-Type': 'application/json' };
    const ask = async (method: string, path: string, body?: object) =>
      (await fetch(`http://127.0.0.1:${port}/parse${path}`, { method, headers, body: body && JSON.stringify(body) })).status;
    const large = { text: 'x'.repeat(2_000_000) };
    expect(await ask('POST', '/users', { username: 'ada', password: 'a long password' })).toBe(201);
    expect(await ask('POST', '/login', { username: 'ada', password: 'a long password' })).toBe(200);
    expect(await ask('POST', '/roles', { name: 'Admins', ACL: {} })).toBe(201);
    expect(await ask('POST', '/classes/Large', large)).toBe(201);
    expect(await ask('GET', '/classes/Large?explain=true')).toBe(200);
    expect(await ask('PUT', '/schemas/Large', { indexes: { byDate: { createdAt: 1 } } })).toBe(200);
    expect(await ask('GET', '/aggregate/Large?pipeline=[{"$group":{"_id":null}}]')).toBe(200);
    expect(await ask('PATCH', '/settings', { maxLimit: 500 })).toBe(200);
    expect(await ask('POST', '/batch', { transaction: true, requests: [{ method: 'POST', path: '/parse/classes/Large', body: {} }] })).toBe(
      200,
    );
    expect(await ask('DELETE', '/purge/Large')).toBe(200);
    for (const name of readdirSync(join(folder, 'logs'))) {
      const refusals = readFileSync(join(folder, 'logs', name), 'utf8').match(
        /^.*(?:authorization failed|Permissions Violation|no seal).*$/gim,
      );
      expect([name, refusals]).toEqual([name, null]);
    }
  });

  it('starts servers that let nobody in without the passwords, which the user alone can read', async () => {
    const run = start('--split');
    await run.says('Ctrl-C stops everything.');
    const ports = Object.fromEntries([...run.output.matchAll(/Starting (\S+): version \S+ on port (\d+)/g)].map(([, name, port]) => [name, Number(port)])); // prettier-ignore
    expect(await answerOf(ports.NATS ?? 0, 'CONNECT {}\r\nPING\r\n')).toMatch(/^-ERR 'Authorization Violation'/);
    expect(await answerOf(ports.Redis ?? 0, 'PING\r\n')).toMatch(/^-NOAUTH/);
    const client = new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${ports.MongoDB}/?directConnection=true`);
    await expect(client.db('parlance_control').collection('apps').findOne()).rejects.toMatchObject({ code: 13 });
    await client.close();
    const secrets = ['bus.key', 'secrets.key', 'nats/nats.conf', 'nats/credentials.key', 'redis/redis.conf', 'mongodb/members.key'];
    for (const file of secrets) expect([file, statSync(join(folder, file)).mode & 0o777]).toEqual([file, 0o600]);
    for (const file of notedProcesses()) expect([file, statSync(join(folder, 'run', file)).mode & 0o777]).toEqual([file, 0o600]);
  });

  it('starts a killed service again while the others stay, and a killed MongoDB without losing anything', async () => {
    const run = start('--split');
    await run.says('Ctrl-C stops everything.');
    const before = (await run.storedObjects()).length;
    expect((await run.followPrintedLine()).status).toBe(201);
    const [gateway, data] = [recorded('gateway').pid, recorded('data').pid];

    process.kill(data, 'SIGKILL');
    await run.says('data runs again.');
    expect(recorded('data').pid).not.toBe(data);
    expect(recorded('gateway').pid).toBe(gateway);
    expect(await run.storedObjects()).toHaveLength(before + 1);

    process.kill(recorded('mongodb').pid, 'SIGKILL');
    await run.says('MongoDB runs again.');
    await expect.poll(() => run.storedObjects().catch(() => []), { timeout: 20_000 }).toHaveLength(before + 1);
    expect(recorded('gateway').pid).toBe(gateway);
  });

  it('refuses a second start from the same folder, and a port that is taken, in one sentence', async () => {
    const run = start();
    await run.says('Ctrl-C stops everything.');
    const again = start();
    expect(await again.ended()).toBe(1);
    expect(again.output).toMatch(
      /Parlance already runs from this folder at http:\S+ \(process \d+\): stop it with Ctrl-C there first\.\n$/,
    );

    const elsewhere = new LauncherRun(join(folder, 'elsewhere'), ['--port', port]);
    expect(await elsewhere.ended()).toBe(1);
    expect(elsewhere.output).toMatch(
      new RegExp(`Port ${port} is in use by another program: stop that one, or .*--port ${Number(port) + 1}`),
    );
    expect(existsSync(join(folder, 'elsewhere', 'run', 'mongodb.json'))).toBe(false);
  });
});
