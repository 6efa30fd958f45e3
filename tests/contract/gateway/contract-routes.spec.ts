import { Controller, Module } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import {
  CONTRACTS,
  HTTP,
  json,
  operation,
  route,
  STREAM,
  type HttpReply,
  type RequestContext,
  type StreamReply,
} from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { ServiceDefinition } from '@parlance/service';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ask } from './ask.ts';
import { APP, GatewayProcess, MASTER, REST } from './gateway-process.ts';

/** A service that no list of the platform knows: its contract, and below its handlers. */
const greetRequest = z.object({ app: z.string(), name: z.string(), loud: z.unknown().optional(), address: z.string() });
type GreetRequest = z.infer<typeof greetRequest>;
const greet = operation<GreetRequest, { greeting: string }>({
  subject: 'greeter.greet',
  request: greetRequest,
  reply: json(z.object({ greeting: z.string() })),
  retry: 'safe',
  routes: [
    route('GET', '/greetings/:name', 'app', ({ app, path, input, caller }) => ({ app, ...path, loud: input['loud'], ...caller.origin })),
    route('POST', '/greetings/:name/again', 'master', ({ app, path }) => ({ app, ...path, loud: true, address: '' })),
  ],
});

/** Answers in whatever way its path names. */
const say = operation<{ how: string }, HttpReply>({
  subject: 'greeter.say',
  request: z.object({ how: z.string() }),
  reply: HTTP,
  retry: 'never',
  errors: 'open',
  routes: [route('POST', '/say/:how', 'app', ({ path }) => path)],
});

const PIECE_BYTES = 64 * 1024;
const recite = operation<{ pieces: number; fails: boolean }, StreamReply>({
  subject: 'greeter.recite',
  request: z.object({ pieces: z.number(), fails: z.boolean() }),
  reply: STREAM,
  retry: 'never',
  routes: [
    route('GET', '/recite/:pieces', 'app', ({ path }) => ({ pieces: Number(path.pieces), fails: false })),
    route('GET', '/recite/:pieces/badly', 'app', ({ path }) => ({ pieces: Number(path.pieces), fails: true })),
  ],
});

/** Pieces that were made, and recitals that have ended. */
const recited = { pieces: 0, ended: 0 };

const SAID: Readonly<Record<string, () => HttpReply>> = {
  tea: () => ({ status: 418, headers: { ETag: '"tea"', 'X-Parse-Job-Status-Id': 'j1' }, body: Buffer.from('{"tea":true}') }),
  nothing: () => ({ status: 204, body: new Uint8Array() }),
  page: () => ({ status: 200, contentType: 'text/html; charset=utf-8', body: Buffer.from('<script>alert(1)</script>') }),
  elsewhere: () => ({ status: 303, location: '/classes/Game', body: new Uint8Array() }),
  cookie: () => ({ status: 200, headers: { 'Set-Cookie': 'a=b' }, body: new Uint8Array() }),
  split: () => ({ status: 200, headers: { ETag: 'x\r\nSet-Cookie: a=b' }, body: new Uint8Array() }),
};

@Controller()
class Greeter {
  @Handles(say)
  say(@Payload() { how }: { how: string }): HttpReply {
    const reply = SAID[how];
    if (reply === undefined) throw ParseError.custom(9_001, 'Out of „tea"', 503);
    return reply();
  }

  @Handles(recite)
  recite(@Payload() { pieces, fails }: { pieces: number; fails: boolean }): StreamReply {
    return { status: 206, contentType: 'text/csv', headers: { 'Content-Range': 'bytes 0-1/*' }, body: this.#recite(pieces, fails) };
  }

  async *#recite(pieces: number, fails: boolean): AsyncGenerator<Uint8Array> {
    try {
      for (let piece = 0; piece < pieces; piece++) {
        recited.pieces++;
        yield Buffer.alloc(PIECE_BYTES, piece % 251);
      }
      if (fails) throw new TypeError('a secret of the inside');
    } finally {
      recited.ended++;
    }
  }

  @Handles(greet)
  greet(@Payload() { app, name, loud }: GreetRequest, @Ctx() { identity }: RequestContext): { greeting: string } {
    return { greeting: `${identity.kind} ${name} of ${app}${loud === undefined ? '' : '!'}` };
  }
}

@Module({ controllers: [Greeter] })
class GreeterModule {}

const GREETER: ServiceDefinition<Record<never, never>> = {
  name: 'greeter',
  module: { register: () => ({ module: GreeterModule }) },
  settings: {},
  http: false,
};

describe('a service whose contract is handed to the gateway', () => {
  let gateway: GatewayProcess;
  beforeAll(
    async () =>
      void (gateway = await GatewayProcess.start({}, undefined, {
        contracts: [...CONTRACTS, { greet, say, recite }],
        services: [GREETER],
      })),
  );
  afterAll(() => gateway.stop());
  beforeEach(() => gateway.declare(APP));

  it('is asked by the routes of its operations, with app, path, input and caller', async () => {
    const { status, json } = await ask(gateway.url, '/parse/Greetings/Ann?loud=1', { headers: REST });
    expect([status, json]).toEqual([200, { greeting: 'public Ann of test!' }]);
  });

  it('has their guards', async () => {
    const again = (headers: Record<string, string>) => ask(gateway.url, '/parse/greetings/Ann/again', { method: 'POST', headers });
    expect((await again(REST)).json).toMatchObject({ code: 119 });
    expect((await again(MASTER)).json).toEqual({ greeting: 'master Ann of test!' });
  });

  it('is asked by parts of a batch as well', async () => {
    const requests = [{ method: 'GET', path: '/parse/greetings/Bob' }];
    const { json } = await ask(gateway.url, '/parse/batch', { method: 'POST', headers: REST, body: { requests } });
    expect(json).toEqual([{ success: { greeting: 'public Bob of test' } }]);
  });

  const said = (how: string, headers: Record<string, string> = REST) => ask(gateway.url, `/parse/say/${how}`, { method: 'POST', headers });

  it('answers with a status and header fields of its own', async () => {
    const { status, json, headers } = await said('tea');
    expect([status, json]).toEqual([418, { tea: true }]);
    expect(headers).toMatchObject({ etag: '"tea"', 'x-parse-job-status-id': 'j1', 'content-type': 'application/json; charset=utf-8' });
  });

  it('answers without a body where its status has none', async () => {
    const { status, text, headers } = await said('nothing');
    expect([status, text, headers['content-length']]).toEqual([204, '', undefined]);
  });

  it('leads elsewhere below the mount', async () => {
    const { status, headers } = await said('elsewhere');
    expect([status, headers['location']]).toEqual([303, `${gateway.url}/parse/classes/Game`]);
  });

  it('answers with markup that browsers do not run', async () => {
    const { headers, text } = await said('page');
    expect(text).toBe('<script>alert(1)</script>');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
  });

  it.each(['cookie', 'split'])('cannot send header fields that are not for services: %s', async (how) => {
    const { status, json, headers } = await said(how);
    expect([status, json.code, headers['set-cookie']]).toEqual([500, 1, undefined]);
  });

  it('ERR-06 answers with errors of its own, alone and in a batch', async () => {
    const { status, json } = await said('unheard-of');
    expect([status, json]).toEqual([503, { code: 9_001, error: 'Out of „tea"' }]);
    const requests = ['unheard-of', 'tea', 'nothing', 'page'].map((how) => ({ method: 'POST', path: `/parse/say/${how}` }));
    const batch = await ask(gateway.url, '/parse/batch', { method: 'POST', headers: REST, body: { requests } });
    expect(batch.json).toEqual([
      { error: json },
      { success: { tea: true } },
      { success: {} },
      { error: { code: 107, error: expect.stringContaining('cannot be part of a batch') as string } },
    ]);
  });

  it('streams an answer without holding it, with its head', async () => {
    const before = recited.pieces;
    const { status, headers, text } = await ask(gateway.url, '/parse/recite/40', { headers: REST });
    expect([status, headers['content-range'], headers['content-type'], headers['content-length']]).toEqual([
      206,
      'bytes 0-1/*',
      'text/csv',
      undefined,
    ]);
    expect([recited.pieces - before, Buffer.byteLength(text.slice(0, PIECE_BYTES))]).toEqual([40, PIECE_BYTES]);
  });

  it('makes no more of a stream than its client takes, and stops when the client goes', async () => {
    const { pieces, ended } = recited;
    const controller = new AbortController();
    const { body } = await fetch(`${gateway.url}/parse/recite/100000`, { headers: REST, signal: controller.signal });
    const reader = body!.getReader();
    await reader.read();
    await expect.poll(async () => [recited.pieces, await settled(recited.pieces)]).toSatisfy(([now, later]) => now === later);
    expect(recited.pieces - pieces).toBeLessThan(1_000); // sockets hold some megabytes
    controller.abort();
    await expect.poll(() => recited.ended).toBe(ended + 1);
  });

  it('breaks a stream off that fails in the middle', async () => {
    const answer = await fetch(`${gateway.url}/parse/recite/3/badly`, { headers: REST });
    expect(answer.status).toBe(206);
    await expect(answer.arrayBuffer()).rejects.toThrow();
  });

  it('answers HEAD without making a stream', async () => {
    const before = recited.pieces;
    const { status, text } = await ask(gateway.url, '/parse/recite/1000', { method: 'HEAD', headers: REST });
    expect([status, text]).toEqual([206, '']);
    expect(recited.pieces - before).toBeLessThan(20);
  });

  it('cannot stream into a batch, and is not asked to', async () => {
    const before = recited.pieces;
    const requests = [{ method: 'GET', path: '/parse/recite/3' }];
    const { json } = await ask(gateway.url, '/parse/batch', { method: 'POST', headers: REST, body: { requests } });
    expect(json).toEqual([{ error: { code: 107, error: expect.stringContaining('cannot be part of a batch') as string } }]);
    expect(recited.pieces).toBe(before);
  });

  it('is unknown to the gateway of the platform', async () => {
    const usual = await GatewayProcess.start();
    try {
      expect((await ask(usual.url, '/parse/greetings/Ann', { headers: REST })).json.code).toBe(108);
    } finally {
      await usual.stop();
    }
  });
});

/** The number of pieces a little later: equal when everything between the two ends is full. */
async function settled(pieces: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  return pieces === recited.pieces ? pieces : Number.NaN;
}
