import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Outbound, type OutboundOptions } from './outbound.ts';

const LOOPBACK = ['127.0.0.0/8', '::1'];
const servers: Server[] = [];
const clients: Outbound[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener, host = '127.0.0.1'): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that must not be reached, and how often it was. */
async function canary(): Promise<{ url: string; port: string; hits: () => number }> {
  let hits = 0;
  const url = await serve((_request, response) => {
    hits++;
    response.end('reached');
  }, '0.0.0.0');
  return { url, port: new URL(url).port, hits: () => hits };
}

function client(options: OutboundOptions = {}): Outbound {
  const made = new Outbound(options);
  clients.push(made);
  return made;
}

const failure = (name: string) => expect.objectContaining({ name: 'OutboundError', failure: name });

describe('requests to the outside', () => {
  it('answers with status, headers and body, whatever the status', async () => {
    const url = await serve((request, response) => {
      response.writeHead(418, { 'x-seen': `${request.method} ${String(request.headers['x-asked'])}` });
      request.pipe(response);
    });
    const answer = await client({ allowedAddresses: LOOPBACK }).request({
      url,
      method: 'POST',
      headers: { 'x-asked': 'yes' },
      body: 'text',
    });
    expect(answer).toMatchObject({ status: 418, headers: { 'x-seen': 'POST yes' } });
    expect(answer.body.toString()).toBe('text');
  });

  it('SEC-26 reaches no private address that is not listed, however it is written', async () => {
    const { port, hits } = await canary();
    const hosts = ['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '0.0.0.0', '0', '[::1]', '[::]', '[::ffff:127.0.0.1]'];
    const names = ['localhost', 'LOCALHOST', 'localhost.', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:127.0.0.1]'];
    const outbound = client({ plainHttp: true });
    for (const host of [...hosts, ...names]) {
      await expect(outbound.request({ url: `http://${host}:${port}/` }), host).rejects.toMatchObject({ name: 'OutboundError' });
      await expect(outbound.request({ url: `https://${host}:${port}/` }), host).rejects.toMatchObject({ name: 'OutboundError' });
    }
    expect(hits()).toBe(0);
  });

  it('SEC-26 connects to what was checked when a name changes its address between two looks', async () => {
    const { port, hits } = await canary();
    let looks = 0;
    const resolve = async () => [{ address: looks++ === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    const outbound = client({ allowedAddresses: ['127.0.0.1'], resolve });
    await outbound.request({ url: `http://changing.example:${port}/` });
    expect(looks).toBe(1); // no second look between the check and the connection
    outbound.close();
    await expect(outbound.request({ url: `http://changing.example:${port}/` })).rejects.toEqual(failure('refused'));
    expect(hits()).toBe(1);
  });

  it('leaves out private addresses among those of a name, and calls a listed one', async () => {
    const { port, hits } = await canary();
    const resolve = async () => [
      { address: '10.255.255.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const answer = await client({ allowedAddresses: ['127.0.0.1'], resolve }).request({ url: `http://two.example:${port}/` });
    expect(answer.body.toString()).toBe('reached');
    expect(hits()).toBe(1);
  });

  it('SEC-26 checks each redirect like the first address', async () => {
    const { port, hits } = await canary();
    for (const target of [
      `http://127.0.0.2:${port}/`,
      `http://0.0.0.0:${port}/`,
      'file:///etc/passwd',
      'gopher://127.0.0.1/',
      `http://user:word@127.0.0.1:${port}/`,
    ]) {
      const url = await serve((_request, response) => response.writeHead(302, { location: target }).end());
      await expect(client({ allowedAddresses: ['127.0.0.1'] }).request({ url }), target).rejects.toEqual(failure('refused'));
    }
    expect(hits()).toBe(0);
  });

  it('follows three redirects and not a fourth', async () => {
    let served = 0;
    const url = await serve((request, response) => {
      served++;
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end();
      else response.end('there');
    });
    const outbound = client({ allowedAddresses: LOOPBACK });
    expect((await outbound.request({ url: `${url}/3` })).body.toString()).toBe('there');
    expect(served).toBe(4);
    await expect(outbound.request({ url: `${url}/4` })).rejects.toEqual(failure('refused'));
  });

  it('sends given headers to their origin only, and posts no body to another place', async () => {
    const seen: (string | undefined)[] = [];
    const target = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    const url = await serve((_request, response) => response.writeHead(307, { location: target }).end());
    const outbound = client({ allowedAddresses: LOOPBACK });
    await outbound.request({ url, headers: { authorization: 'Bearer secret' } });
    const posted = await outbound.request({ url, method: 'POST', body: 'secret' });
    expect(posted.status).toBe(307);
    expect(seen).toEqual([undefined]);
  });

  it('gives up when an answer does not end in time, and when it is too large', async () => {
    const url = await serve((request, response) => {
      response.writeHead(200);
      if (request.url === '/large') response.end('x'.repeat(101));
      else if (request.url === '/fits') response.end('x'.repeat(100));
      else response.write('…');
    });
    const outbound = client({ allowedAddresses: LOOPBACK });
    await expect(outbound.request({ url: `${url}/slow`, timeoutMs: 50 })).rejects.toEqual(failure('late'));
    await expect(outbound.request({ url: `${url}/large`, bytesMax: 100 })).rejects.toEqual(failure('too-large'));
    expect((await outbound.request({ url: `${url}/fits`, bytesMax: 100 })).body.length).toBe(100);
  });

  it('calls plain http only at listed addresses unless it is switched on', async () => {
    await expect(client().request({ url: 'http://8.8.8.8:1/', timeoutMs: 50 })).rejects.toEqual(failure('refused'));
    await expect(client().request({ url: 'nothing' })).rejects.toEqual(failure('refused'));
  });

  it('names neither the address nor its query when it fails', async () => {
    const { url } = await canary();
    const error: unknown = await client()
      .request({ url: `${url}/?access_token=secret` })
      .catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/secret|127\.0/);
  });

  it('tells whether a byte of the request can have arrived', async () => {
    const silent = await serve((request) => void request.resume());
    const breaking = await serve((request, response) => {
      if (request.url === '/') response.end('kept alive');
      else request.socket.destroy();
    });
    const outbound = client({ allowedAddresses: LOOPBACK });
    const late = outbound.request({ url: silent, method: 'POST', body: 'text', timeoutMs: 50 });
    await expect(late).rejects.toMatchObject({ failure: 'late', sent: true });
    const broken = outbound.request({ url: `${breaking}/cut`, method: 'POST', body: 'text' });
    await expect(broken).rejects.toMatchObject({ failure: 'unreachable', sent: true });
    await outbound.request({ url: `${breaking}/` });
    const brokenLater = outbound.request({ url: `${breaking}/cut`, method: 'POST', body: 'text' }); // on the connection that was kept
    await expect(brokenLater).rejects.toMatchObject({ failure: 'unreachable', sent: true });

    const server = servers.pop();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    await expect(outbound.request({ url: breaking })).rejects.toMatchObject({ failure: 'unreachable', sent: false });
    const secure = outbound.request({ url: silent.replace('http:', 'https:'), timeoutMs: 1_000 });
    await expect(secure).rejects.toMatchObject({ sent: false }); // no TLS, and so no request
    await expect(outbound.request({ url: 'http://10.0.0.1/' })).rejects.toMatchObject({ failure: 'refused', sent: false });
  });

  it('ends with the signal of its caller, as if the time were over', async () => {
    const url = await serve((request) => void request.resume());
    const aborter = new AbortController();
    const asked = client({ allowedAddresses: LOOPBACK }).request({ url, signal: aborter.signal });
    aborter.abort();
    await expect(asked).rejects.toEqual(failure('late'));
  });

  it('sends bytes as they are', async () => {
    const url = await serve((request, response) => void request.pipe(response));
    const body = Uint8Array.from([0, 255, 128, 10]);
    const answer = await client({ allowedAddresses: LOOPBACK }).request({ url, method: 'POST', body });
    expect(Uint8Array.from(answer.body)).toEqual(body);
  });

  it('tells a server that is away', async () => {
    const url = await serve((_request, response) => response.end());
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    await expect(client({ allowedAddresses: LOOPBACK }).request({ url })).rejects.toEqual(failure('unreachable'));
  });
});

describe('connections to the outside by other protocols', () => {
  const timeoutMs = 2_000;

  it('SEC-26 reach no private address that is not listed, however it is written, and whatever a name resolves to', async () => {
    const { port: text, hits } = await canary();
    const port = Number(text);
    const names = [
      'localhost',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.0.0.1',
      '0.0.0.0',
      '0',
      '::1',
      '::',
      '::ffff:127.0.0.1',
    ];
    const far = ['10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254', '100.100.100.200', 'fd00::1', 'fe80::1', '64:ff9b::7f00:1'];
    for (const host of names) {
      await expect(client().connect({ host, port, timeoutMs }), host).rejects.toMatchObject({ name: 'OutboundError' });
    }
    for (const host of far) await expect(client().connect({ host, port, timeoutMs }), host).rejects.toEqual(failure('refused'));
    for (const address of ['127.0.0.1', ...far]) {
      const resolve = async () => [{ address, family: address.includes(':') ? 6 : 4 }];
      await expect(client({ resolve }).connect({ host: 'mail.example', port, timeoutMs }), address).rejects.toEqual(failure('refused'));
    }
    expect(hits()).toBe(0);
  });

  it('SEC-26 lead to the checked address when a name changes its address between two looks', async () => {
    const { port } = await canary();
    let looks = 0;
    const resolve = async () => [{ address: looks++ === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    const outbound = client({ allowedAddresses: ['127.0.0.1'], resolve });
    const place = { host: 'changing.example', port: Number(port), timeoutMs };
    const socket = await outbound.connect(place);
    expect([looks, socket.remoteAddress]).toEqual([1, '127.0.0.1']);
    socket.destroy();
    await expect(outbound.connect(place)).rejects.toEqual(failure('refused'));
  });

  it('tell a server that is away, and one that does not answer', async () => {
    const { port } = await canary();
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    const outbound = client({ allowedAddresses: LOOPBACK, resolve: () => new Promise(() => undefined) });
    await expect(outbound.connect({ host: '127.0.0.1', port: Number(port), timeoutMs })).rejects.toEqual(failure('unreachable'));
    await expect(outbound.connect({ host: 'slow.example', port: Number(port), timeoutMs: 20 })).rejects.toEqual(failure('late'));
  });
});

it('SEC-26 reaches a private address only where the operator and the app list it', async () => {
  const url = await serve((_request, response) => response.end('reached'));
  const listed = (allowedAddresses: readonly string[], allowedByApp: readonly string[]) =>
    client({ allowedAddresses, allowedByApp }).request({ url });
  await expect(listed(LOOPBACK, [])).rejects.toEqual(failure('refused'));
  await expect(listed([], LOOPBACK)).rejects.toEqual(failure('refused'));
  await expect(listed(LOOPBACK, ['10.0.0.0/8'])).rejects.toEqual(failure('refused'));
  expect((await listed(['10.0.0.0/8', '127.0.0.0/8'], ['127.0.0.1'])).status).toBe(200);
});
