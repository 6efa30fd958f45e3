import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MASTER, type UserIdentity } from '@parlance/acl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostedCode, json, within } from './hosted-code.ts';

let hosted: HostedCode;
let canary: ChildProcess;
let secrets: string;
beforeAll(async () => {
  hosted = await HostedCode.start();
  secrets = await mkdtemp(join(tmpdir(), 'other-app-'));
  await writeFile(join(secrets, 'main.js'), 'the code of another app');
  // Stands for the host, which a signal must not reach: the host itself is this test.
  canary = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 1000)'], { env: { MONGODB_URL: 'mongodb://secret' } });
  await hosted.deploy('evil', EVIL);
  await hosted.deploy(
    'other',
    "let seen = 0; Parse.Cloud.define('same', ({ params }) => { globalThis.mine ??= params.mine; return [globalThis.mine, ++seen]; });",
  );
});
afterAll(async () => {
  canary.kill('SIGKILL');
  await hosted.close();
  await rm(secrets, { recursive: true });
});

/** Each function tells its reach, or throws. */
const EVIL = String.raw`
const fs = require('fs');
const failing = async (act) => { try { return { reached: await act() ?? true }; } catch (error) { return { error: error.code ?? error.message }; } };
Parse.Cloud.define('same', ({ params }) => { globalThis.mine ??= params.mine; return globalThis.mine; });
Parse.Cloud.define('echo', ({ params }) => params);
Parse.Cloud.define('read', ({ params }) => failing(() => fs.readFileSync(params.path, 'latin1')));
Parse.Cloud.define('list', ({ params }) => failing(() => fs.readdirSync(params.path)));
Parse.Cloud.define('import', ({ params }) => failing(async () => Object.keys(await import(params.path))));
Parse.Cloud.define('environment', () => ({ ...process.env }));
Parse.Cloud.define('signal', ({ params }) => failing(() => process.kill(params.pid, 'SIGKILL')));
Parse.Cloud.define('parent', () => failing(() => process.kill(process.ppid, 'SIGKILL')));
Parse.Cloud.define('spawn', () => failing(() => require('child_process').execSync('id').toString()));
Parse.Cloud.define('fork', () => failing(() => { for (let n = 0; n < 200; n++) require('child_process').fork(__filename); }));
Parse.Cloud.define('thread', () => failing(() => { new (require('worker_threads').Worker)('for (;;);', { eval: true }); }));
Parse.Cloud.define('binding', () => failing(() => Object.keys(process.binding('spawn_sync'))));
Parse.Cloud.define('addon', ({ params }) => failing(() => process.dlopen({ exports: {} }, params.path)));
Parse.Cloud.define('debug', () => failing(() => { require('inspector').open(9229, '0.0.0.0'); }));
Parse.Cloud.define('connect', ({ params }) => new Promise((resolve) => {
  const socket = require('net').connect(params.port, params.host ?? '127.0.0.1', () => resolve({ reached: true }));
  socket.on('error', (error) => resolve({ error: error.code }));
}));
Parse.Cloud.define('rawConnect', ({ params }) => new Promise((resolve) => {
  let handle;
  require('async_hooks').createHook({ init(id, type, trigger, resource) { if (type === 'TCPWRAP') handle = resource; } }).enable();
  require('net').createServer().listen(0);
  if (handle === undefined) return resolve({ error: 'no handle' });
  const { TCP, constants } = { TCP: handle.constructor, constants: { SOCKET: 0 } };
  let Connect;
  require('async_hooks').createHook({ init(id, type, trigger, resource) { if (type === 'TCPCONNECTWRAP') Connect = resource.constructor; } }).enable();
  const socket = new TCP(constants.SOCKET);
  const request = Connect === undefined ? { oncomplete: undefined } : new Connect();
  request.oncomplete = (status) => resolve(status === 0 ? { reached: true } : { error: status });
  try { const code = socket.connect(request, '127.0.0.1', params.port); if (code !== 0) resolve({ error: code }); } catch (error) { resolve({ error: error.message }); }
}));
Parse.Cloud.define('fetch', ({ params }) => failing(async () => (await fetch(params.url)).status));
Parse.Cloud.define('http', ({ params }) => new Promise((resolve) =>
  require('http').get(params.url, (response) => resolve({ reached: response.statusCode })).on('error', (error) => resolve({ error: error.code }))));
Parse.Cloud.define('listen', () => new Promise((resolve) => {
  const server = require('net').createServer().listen(0, () => resolve({ reached: server.address().port }));
  server.on('error', (error) => resolve({ error: error.code }));
}));
Parse.Cloud.define('fill', ({ params }) => failing(() => { for (let n = 0; n < 64; n++) fs.appendFileSync(params.path, Buffer.alloc(1e6)); }));
Parse.Cloud.define('remove', ({ params }) => failing(() => fs.rmSync(params.path, { recursive: true })));
Parse.Cloud.define('pollute', () => { Object.prototype.polluted = 'yes'; Array.prototype.master = true; Object.prototype.toJSON = undefined; return {}; });
Parse.Cloud.define('proto', (request, response) => { response.success(JSON.parse('{"__proto__":{"master":true},"constructor":{"prototype":{"x":1}},"$where":"1","a.b":1}')); });
Parse.Cloud.define('huge', () => 'x'.repeat(100e6));
Parse.Cloud.define('manyHuge', () => Buffer.alloc(70e6).toString('latin1'));
Parse.Cloud.define('cycle', () => { const a = {}; a.a = a; return a; });
Parse.Cloud.define('lines', ({ params }) => { for (let n = 0; n < params.lines; n++) console.log('line', n, 'x'.repeat(params.bytes ?? 10)); return 'done'; });
Parse.Cloud.define('stderr', () => { for (let n = 0; n < 1000; n++) process.stderr.write('x'.repeat(10000)); return 'done'; });
Parse.Cloud.define('throwLater', () => { setTimeout(() => { throw new Error('later'); }); Promise.reject(new Error('nobody')); return 'answered'; });
Parse.Cloud.define('master', async () => (await new Parse.Query('Secret').find({ useMasterKey: true })).length);
Parse.Cloud.define('asPublic', async () => (await new Parse.Query('Secret').find()).length);
Parse.Cloud.define('late', async () => { setTimeout(() => new Parse.Query('Later').find().then(() => console.log('late: answered'), (error) => console.log('late:', error.code)), 50); return 'ended'; });
Parse.Cloud.define('replace', async () => {
  JSON.stringify = () => '{"forged":true}'; JSON.parse = () => ({ forged: true }); Buffer.concat = () => Buffer.alloc(0);
  Array.prototype.push = () => 0; Promise.prototype.then = function () { return this; }; Map.prototype.get = () => undefined;
  return 1;
});
Parse.Cloud.define('nothing', () => new Promise(() => undefined));
/* Writes frames by itself. */
const frame = (run, kind, meta, body = Buffer.alloc(0)) => {
  const text = Buffer.from(JSON.stringify(meta)); const head = Buffer.alloc(13);
  head.writeUInt32BE(9 + text.length + body.length, 0); head.writeUInt32BE(run, 4); head[8] = kind; head.writeUInt32BE(text.length, 9);
  return Buffer.concat([head, text, body]);
};
const write = (bytes) => { for (let at = 0; at < bytes.length;) { try { at += fs.writeSync(3, bytes, at); } catch (error) { if (error.code !== 'EAGAIN') throw error; } } };
Parse.Cloud.define('bytes', () => { write(Buffer.from('GET / HTTP/1.1\r\n\r\n')); return new Promise(() => undefined); });
Parse.Cloud.define('length', () => { write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0])); return new Promise(() => undefined); });
Parse.Cloud.define('kind', () => { write(frame(1, 2, {})); return new Promise(() => undefined); });
Parse.Cloud.define('meta', () => { write(frame(1, 36, { call: 'x', method: 'TRACE' })); return new Promise(() => undefined); });
Parse.Cloud.define('body', () => { write(frame(0, 42, {}, Buffer.alloc(9))); return new Promise(() => undefined); });
Parse.Cloud.define('forge', async ({ params }) => {
  /* A request with members that only the host may know. */
  write(frame(params.run, 36, { call: 77, method: 'GET', path: '/classes/Forged', as: 'public', identity: { kind: 'master' }, master: true,
    deadline: 9e15, ip: '6.6.6.6', depth: 0, requestId: 'forged', app: 'other', cloud: { ip: '6.6.6.6', depth: 0 } }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  return 'sent';
});
Parse.Cloud.define('results', ({ params }) => { for (let run = 1; run < 500; run++) write(frame(run, 37, {}, Buffer.from('{"result":"forged"}'))); return 'own'; });
Parse.Cloud.define('flood', () => { const many = Buffer.concat(Array.from({ length: 1000 }, () => frame(0, 42, {}))); for (;;) write(many); });
Parse.Cloud.define('flood of bytes', () => { const big = frame(4e9, 37, {}, Buffer.alloc(30e6)); for (;;) write(big); });
Parse.Cloud.define('requests', async () => (await Promise.allSettled(Array.from({ length: 12000 }, () => new Parse.Query('Many').find().catch((error) => { console.log('refused', error.code); throw error; }))))
  .reduce((counts, { reason }) => { const key = reason ? reason.code : 'ok'; counts[key] = (counts[key] ?? 0) + 1; return counts; }, {}));
Parse.Cloud.define('contextBomb', () => Parse.Cloud.run('echo', {}, { context: { text: 'x'.repeat(2e6) } }));
`;

const evil = (name: string, parameters: object = {}, context = {}) => hosted.call('evil', name, parameters, context);
/** The code that a failed reach ends with; a success shows itself. */
const reach = async (name: string, parameters: object = {}) => (await evil(name, parameters)) as { reached?: unknown; error?: string };
const refused = { error: expect.anything() as unknown };

describe('hostile code (contract 31, section 1: its reach)', () => {
  it('CLD-31 reads neither code of another app nor files of this machine', async () => {
    for (const path of [join(secrets, 'main.js'), '/etc/passwd', '/proc/self/environ', `/proc/${canary.pid}/environ`, '/proc/1/environ']) {
      expect([path, await reach('read', { path })]).toEqual([path, refused]);
    }
    for (const path of [secrets, tmpdir(), '/']) expect([path, await reach('list', { path })]).toEqual([path, refused]);
    expect(await reach('import', { path: join(secrets, 'main.js') })).toEqual(refused);
  });

  it('has an empty environment', async () => {
    expect(await evil('environment')).toEqual({});
  });

  it('signals neither its host nor any other process', async () => {
    expect(await reach('signal', { pid: canary.pid })).toEqual(refused);
    expect(await reach('signal', { pid: process.pid })).toEqual(refused);
    await reach('parent');
    // Without a parent in its own namespace, code has signalled its own group: its process may end at any moment from here.
    await hosted.deploy('evil', EVIL);
    expect([canary.exitCode, canary.signalCode]).toEqual([null, null]);
    expect(await evil('echo', { still: 'there' })).toEqual({ still: 'there' });
  });

  it.each(['spawn', 'fork', 'thread', 'binding', 'debug'])('gets no further by: %s', async (name) => {
    expect(await reach(name)).toEqual(refused);
  });

  it('loads no native addon', async () => {
    expect(await reach('addon', { path: join(secrets, 'main.js') })).toEqual(refused);
  });

  it('connects to nothing on this machine, MongoDB, Redis and NATS among it', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await expect.poll(() => server.listening).toBe(true);
    let visits = 0;
    server.on('connection', () => visits++);
    const { port } = server.address() as AddressInfo;
    const ports = [port, ...['MONGODB_URL', 'REDIS_URL', 'NATS_URL'].map((name) => Number(new URL(process.env[name] ?? '').port))];
    for (const each of ports) {
      expect(await reach('connect', { port: each })).toEqual(refused);
      expect(await reach('rawConnect', { port: each })).toEqual(refused);
    }
    expect(visits).toBe(0);
    server.close();
  });

  it('writes and removes no file', async () => {
    const path = join(secrets, 'filled');
    expect(await reach('fill', { path })).toEqual(refused);
    expect(await reach('fill', { path: join(tmpdir(), 'filled-by-code') })).toEqual(refused);
    expect(await reach('remove', { path: join(secrets, 'main.js') })).toEqual(refused);
    expect([path, join(tmpdir(), 'filled-by-code')].filter((each) => existsSync(each))).toEqual([]);
  });

  it('CLD-31 shares neither globals nor functions with another app', async () => {
    expect(await hosted.call('evil', 'same', { mine: 'evil' })).toBe('evil');
    expect(await hosted.call('other', 'same', { mine: 'other' })).toEqual(['other', 1]);
  });
});

describe('hostile code on the channel (contract 31, section 2)', () => {
  it.each(['bytes', 'length', 'kind', 'meta', 'body'])('CLD-32 is ended for a malformed frame: %s', async (name) => {
    await expect(evil(name)).rejects.toMatchObject({ code: 141 });
    expect(hosted.endings.at(-1)).toMatchObject({ app: 'evil', fate: 'fault' });
    expect(await evil('echo', { n: 1 })).toEqual({ n: 1 });
  });

  it('names neither identity, address, deadline, request id nor app of a request', async () => {
    hosted.asked.length = 0;
    const user: UserIdentity = { kind: 'user', userId: 'u1', roles: [] };
    const cloud = { headers: { a: 'b' }, ip: '1.2.3.4', context: '{}', depth: 3 };
    const deadline = Date.now() + 5_000;
    // The run of this call is the only one of its process: its number is the last one.
    for (const run of [0, 1, 2 ** 32 - 1])
      await hosted.call('evil', 'forge', { run }, { identity: user, cloud, deadline, requestId: 'mine' });
    const forged = hosted.asked.filter(([, , { path }]) => path === '/classes/Forged');
    expect(forged.length).toBeGreaterThan(0); // those of run 0, which belong to no call
    for (const [app, run, request] of forged) {
      expect([app, run, request.as]).toEqual(['evil', undefined, 'public']);
      expect(Object.keys(request).toSorted()).toEqual(['as', 'call', 'method', 'path']);
    }
  });

  it('answers no call of another app, nor one that it does not run', async () => {
    const slow = hosted.call('other', 'same', { mine: 'other' });
    expect(await evil('results')).toBe('forged'); // its own call, whose answer is its own to forge
    expect((await slow) as unknown[]).toContain('other');
    await hosted.deploy('evil', EVIL); // Things that it has forged for its later calls wait in its process.
  });

  it('CLD-07 asks with the rights that each request names, and with no others', async () => {
    hosted.asked.length = 0;
    hosted.answer = async () => json({ results: [] });
    await hosted.call('evil', 'master');
    await hosted.call('evil', 'asPublic', {}, { identity: MASTER });
    expect(hosted.asked.map(([, , { as }]) => as)).toEqual(['master', 'public']);
  });

  it('gets 124 for requests of a call that has ended', async () => {
    hosted.lines.length = 0;
    expect(await evil('late')).toBe('ended');
    await expect.poll(() => hosted.lines.map(({ text }) => text)).toContain('late: 124');
  });

  it('changes nothing outside by polluting prototypes', async () => {
    expect(await evil('pollute')).toEqual({});
    expect((await evil('echo', { a: 1 })) as object).toMatchObject({ a: 1 });
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect(await hosted.call('other', 'same', { mine: 'x' })).toHaveLength(2);
  });

  it('hands out results with __proto__ and $ as the bytes that they are', async () => {
    await hosted.deploy('evil', EVIL);
    const reply = await hosted.run('evil', { what: 'function', name: 'proto', body: Buffer.from('{}') }, {});
    const text = Buffer.from(reply.body).toString();
    expect(({} as { master?: boolean }).master).toBeUndefined();
    expect(JSON.parse(text)).toHaveProperty('result');
  });

  it('CLD-32 breaks its own calls alone by replacing functions of the language, until other code comes', async () => {
    await Promise.allSettled([evil('replace', {}, within(600)), evil('echo', {}, within(600))]);
    expect(await hosted.call('other', 'same', { mine: 'x' })).toHaveLength(2);
    await hosted.deploy('evil', EVIL);
    expect(await evil('echo', { n: 2 })).toEqual({ n: 2 });
  });
});

describe('hostile code and its limits (contract 31, section 5)', () => {
  beforeAll(async () => {
    await hosted.deploy('evil', EVIL);
  });

  it.each(['huge', 'manyHuge', 'cycle'])('gets an error for a result that cannot be sent: %s', async (name) => {
    await expect(evil(name)).rejects.toMatchObject({ code: 141 });
    expect(await evil('echo', { n: 3 })).toEqual({ n: 3 });
  });

  it('keeps its lines within the budget, and lives', async () => {
    hosted.lines.length = 0;
    expect(await evil('lines', { lines: 20_000 })).toBe('done');
    expect(hosted.lines.length).toBeGreaterThan(0);
    expect(hosted.lines.length).toBeLessThan(2_000);
  });

  it('CLD-32 is ended by a flood of lines, and of frames', async () => {
    await expect(evil('lines', { lines: 2_000, bytes: 100_000 })).rejects.toMatchObject({ code: 141 });
    expect(hosted.endings.at(-1)).toMatchObject({ fate: 'flood' });
    await expect(evil('flood')).rejects.toMatchObject({ code: 141 });
    await expect(evil('flood of bytes')).rejects.toMatchObject({ code: 141 });
    expect(hosted.endings.slice(-2).map(({ fate }) => fate)).toEqual(['flood', 'flood']);
    expect(await evil('echo', { n: 4 })).toEqual({ n: 4 });
  });

  it('fills no more than its own memory by its standard error', async () => {
    await Promise.allSettled([evil('stderr', {}, within(1_000))]);
    expect(await evil('echo', { n: 5 })).toEqual({ n: 5 });
    expect(hosted.endings.every(({ lastWords }) => lastWords.length <= 4_096)).toBe(true);
  });

  it('lives on after an error that nobody has caught', async () => {
    hosted.lines.length = 0;
    expect(await evil('throwLater')).toBe('answered');
    await expect
      .poll(() =>
        hosted.lines
          .filter(({ level }) => level === 'error')
          .map(({ text }) => text)
          .join('\n'),
      )
      .toMatch(/later[^]*main\.js/);
  });

  it('makes some requests at a time and waits with the others, up to a limit', async () => {
    const gate = Promise.withResolvers<undefined>();
    let atOnce = 0;
    let mostAtOnce = 0;
    hosted.lines.length = 0;
    hosted.answer = async () => {
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      await gate.promise;
      atOnce--;
      return json({ results: [] });
    };
    const counts = evil('requests') as Promise<Record<string, number>>;
    await expect.poll(() => hosted.lines.map(({ text }) => text)).toContain('refused 155');
    gate.resolve(undefined);
    expect(await counts).toEqual({ ok: 10_016, 155: 1_984 });
    expect(mostAtOnce).toBe(16);
  });

  it('is stopped with its call: one that never ends holds no process', async () => {
    await expect(evil('nothing', {}, within(300))).rejects.toMatchObject({ code: 124 });
    await expect.poll(() => hosted.host.load.processes).toBeLessThanOrEqual(3);
    expect(await evil('echo', { n: 6 })).toEqual({ n: 6 });
  });
});
