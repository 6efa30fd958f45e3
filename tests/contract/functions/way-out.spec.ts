import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { Egress } from '@parlance/functions';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CERTIFICATE, KEY } from '../../../libs/outbound/tests/loopback-certificate.ts';
import { HostedCode, within } from './hosted-code.ts';

const CODE = String.raw`
const http = require('http'); const https = require('https'); const net = require('net');
const got = (get) => new Promise((resolve, reject) => get((response) => {
  let text = ''; response.on('data', (part) => (text += part)); response.on('end', () => resolve(text));
}).on('error', (error) => reject(new Error(error.code + ' ' + error.message))));
Parse.Cloud.define('fetch', async ({ params }) => (await fetch(params.url, params.options)).text().catch((error) => { throw error.cause ?? error; }));
Parse.Cloud.define('cause', async ({ params }) => { try { return (await fetch(params.url)).status; } catch (error) { return error.cause?.code ?? String(error); } });
Parse.Cloud.define('http', ({ params }) => got((take) => http.get(params.url, take)));
Parse.Cloud.define('https', ({ params }) => got((take) => https.get(params.url, { ca: params.ca }, take)));
Parse.Cloud.define('tcp', ({ params }) => new Promise((resolve, reject) => {
  const socket = net.connect({ host: params.host, port: params.port }, () => socket.write('ping'));
  socket.on('data', (data) => { socket.end(); resolve(String(data)); }); socket.on('error', reject);
}));
const dns = require('dns');
const refused = (work) => work.then((address) => address, ({ code, message }) => code + ' ' + message);
const called = (ask) => new Promise((resolve, reject) => ask((error, address) => (error ? reject(error) : resolve(address))));
Parse.Cloud.define('names', async () => [
  await refused(called((take) => dns.lookup('example.com', take))),
  await refused(called((take) => dns.lookup('example.com', { all: true }, take))),
  await refused(called((take) => dns.resolve4('example.com', take))),
  await refused(called((take) => new dns.Resolver().resolveMx('example.com', take))),
  await refused(dns.promises.lookup('example.com')),
  await refused(require('dns/promises').resolveSrv('_mongodb._tcp.example.com')),
  await refused(new dns.promises.Resolver().resolve('example.com')),
  await refused(import('node:dns').then(({ promises }) => promises.reverse('192.0.2.1'))),
  (await dns.promises.lookup('192.0.2.1')).address,
]);
Parse.Cloud.define('httpRequest', async ({ params }) => (await Parse.Cloud.httpRequest(params)).text);
Parse.Cloud.define('many', async ({ params }) => (await Promise.all(Array.from({ length: 50 }, () => fetch(params.url).then((r) => r.text())))).length);
`;

let hosted: HostedCode;
let egress: Egress;
let plain: Server;
let secure: ReturnType<typeof createTlsServer>;
let raw: TcpServer;
const refusals: string[] = [];
const portOf = (server: TcpServer) => (server.address() as AddressInfo).port;
const big = 'x'.repeat(3_000_000);

beforeAll(async () => {
  egress = await Egress.start({
    allowedAddresses: ['127.0.0.0/8'],
    allowedByApp: (app) => (app === 'listed' ? ['127.0.0.1'] : []),
    refused: (app, place) => void refusals.push(`${app} ${place}`),
  });
  hosted = await HostedCode.start({ connect: egress.connect });
  await hosted.deploy('listed', CODE);
  await hosted.deploy('unlisted', CODE);
  plain = createServer((request, response) => {
    if (request.url === '/never') return;
    if (request.method === 'POST') request.pipe(response);
    else response.end(request.url === '/big' ? big : `plain ${request.headers.host ?? ''}`);
  }).listen(0, '127.0.0.1');
  secure = createTlsServer({ cert: CERTIFICATE, key: KEY }, (_request, response) => void response.end('secure')).listen(0, '127.0.0.1');
  raw = createTcpServer((socket) => void socket.on('data', () => socket.write('pong')).on('error', () => undefined)).listen(0, '127.0.0.1');
  await vi.waitUntil(() => plain.listening && secure.listening && raw.listening);
});
afterAll(async () => {
  await hosted.close();
  await egress.close();
  plain.closeAllConnections();
  secure.closeAllConnections();
  for (const server of [plain, secure, raw]) server.close();
});

describe('the way out of code (contract 31, section 1)', () => {
  const url = (path = '/') => `http://127.0.0.1:${portOf(plain)}${path}`;
  const listed = (name: string, parameters: object) => hosted.call('listed', name, parameters);

  it('leads fetch, http, https and plain connections to an address that operator and app list', async () => {
    const host = `127.0.0.1:${portOf(plain)}`;
    expect(await listed('fetch', { url: url() })).toBe(`plain ${host}`);
    expect(await listed('http', { url: url() })).toBe(`plain ${host}`);
    expect(await listed('httpRequest', { url: url() })).toBe(`plain ${host}`);
    expect(await listed('tcp', { host: '127.0.0.1', port: portOf(raw) })).toBe('pong');
    expect(await listed('https', { url: `https://127.0.0.1:${portOf(secure)}/`, ca: CERTIFICATE })).toBe('secure');
  });

  it('carries large bodies both ways, and many connections at once', async () => {
    expect(((await listed('fetch', { url: url('/big') })) as string).length).toBe(big.length);
    expect(((await listed('fetch', { url: url(), options: { method: 'POST', body: big } })) as string).length).toBe(big.length);
    expect(await listed('many', { url: url() })).toBe(50);
  });

  it('is closed to an app that lists nothing, with a line that says so', async () => {
    expect(await hosted.call('unlisted', 'cause', { url: url() })).toBe('EACCES');
    await expect(hosted.call('unlisted', 'tcp', { host: '127.0.0.1', port: portOf(raw) })).rejects.toMatchObject({ code: 141 });
    expect(refusals).toContain(`unlisted 127.0.0.1:${portOf(plain)}`);
    for (const host of ['169.254.169.254', '10.0.0.1', '[::1]', '0.0.0.0', 'localhost']) {
      expect([host, await hosted.call('unlisted', 'cause', { url: `http://${host}:80/` })]).toEqual([host, 'EACCES']);
    }
  });

  it('checks the certificate of the other machine against its name', async () => {
    expect(await listed('cause', { url: `https://127.0.0.1:${portOf(secure)}/` })).toMatch(/CERT|SELF_SIGNED|VERIFY/);
  });

  it('tells of a port that nobody listens at', async () => {
    const closed = createTcpServer().listen(0, '127.0.0.1');
    await vi.waitUntil(() => closed.listening);
    const port = portOf(closed);
    await new Promise((resolve) => closed.close(resolve));
    expect(await listed('cause', { url: `http://127.0.0.1:${port}/` })).toBe('ECONNREFUSED');
  });

  it('is not for questions to dns, which are refused at once and say how to connect', async () => {
    const answers = (await hosted.call('listed', 'names')) as string[];
    const asked = ['lookup', 'lookup', 'resolve4', 'resolveMx', 'lookup', 'resolveSrv', 'resolve', 'reverse'];
    expect(answers).toEqual([
      ...asked.map(
        (name) => expect.stringMatching(new RegExp(`^EACCES dns\\.${name} does not work in code: connect by the name`)) as string,
      ),
      '192.0.2.1',
    ]);
  });

  it('CLD-36 httpRequest without an answer in time is 124', async () => {
    await expect(listed('httpRequest', { url: url('/never'), timeout: 200 })).rejects.toMatchObject({ code: 124 });
    await expect(hosted.call('listed', 'fetch', { url: url('/never') }, within(400))).rejects.toMatchObject({ code: 124 });
  });
});
