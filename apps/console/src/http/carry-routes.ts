import { request as overHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as overTls } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { admin } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AdminClient } from './admin-client.ts';
import { callerOf, changeOf } from './session-routes.ts';

/** Header fields of the gateway that a file keeps on its way to the browser. */
const KEPT = ['content-type', 'content-length', 'content-disposition'] as const;
/** A gateway that is silent for so long is away. */
const SILENCE_MS = 60_000;

interface Place {
  readonly app: string;
  readonly id: string;
}
interface Ticket {
  readonly ticket?: string;
}

export interface CarryParts {
  readonly admin: AdminClient;
  /** The mount of the gateway as this process reaches it; null where nobody has named it. */
  readonly gatewayUrl: string | null;
}

/**
 * Files of imports and exports, between the browser and the gateway: the pages may connect to their own server alone. The bytes pass
 * through as they come. A ticket, which the operation has told this administrator, opens one file once; the session is asked for besides,
 * so that the console carries nothing for strangers. The address is made of the gateway's own and of the ticket: a caller cannot name another one.
 */
export function carryRoutes(server: FastifyInstance, { admin: client, gatewayUrl }: CarryParts): void {
  // Bodies of this scope alone are files; they stay streams.
  server.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body));

  server.put<{ Params: Place; Querystring: Ticket }>(
    '/carry/imports/:app/:id/file',
    { config: { takesFile: true }, bodyLimit: Number.MAX_SAFE_INTEGER },
    async (request, reply) => {
      const caller = changeOf(request);
      await client.ask(admin.readSession, caller, request.id);
      const { body } = request;
      if (!(body instanceof Readable)) throw new ParseError('InvalidJson', 'A file is needed.');
      const length = request.headers['content-length'];
      const headers = { 'content-type': 'application/octet-stream', ...(length === undefined ? {} : { 'content-length': length }) };
      const address = addressOf(gatewayUrl, 'imports', request.params, request.query);
      return passOn(reply, await send(address, { method: 'PUT', headers }, body));
    },
  );

  server.get<{ Params: Place; Querystring: Ticket }>('/carry/exports/:app/:id/file', async (request, reply) => {
    await client.ask(admin.readSession, callerOf(request), request.id);
    return passOn(reply, await send(addressOf(gatewayUrl, 'exports', request.params, request.query), { method: 'GET' }));
  });
}

/** @throws ParseError ServiceUnavailable where nobody has named the gateway, ObjectNotFound for names that are none */
function addressOf(gatewayUrl: string | null, kind: 'imports' | 'exports', { app, id }: Place, { ticket }: Ticket): URL {
  if (gatewayUrl === null) throw new ParseError('ServiceUnavailable', 'The console does not know the address of the gateway.');
  // Names of dots alone would be steps to another address.
  if ([app, id].some((name) => /^\.+$/.test(name))) throw new ParseError('ObjectNotFound', 'Object not found.');
  const path = [kind, app, id, 'file'].map(encodeURIComponent).join('/');
  return new URL(`${gatewayUrl.replace(/\/+$/, '')}/${path}?${new URLSearchParams({ ticket: String(ticket ?? '') }).toString()}`);
}

/** @returns the answer as soon as its head is there @throws ParseError ServiceUnavailable for a gateway that cannot be reached */
function send(address: URL, options: RequestOptions, body?: Readable): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const away = () => reject(new ParseError('ServiceUnavailable', 'The gateway cannot be reached, or broke off.'));
    const begin = address.protocol === 'https:' ? overTls : overHttp;
    const request = begin(address, options, resolve);
    request.once('error', away);
    request.setTimeout(SILENCE_MS, () => request.destroy(new Error('silent')));
    // A gateway that refuses answers before the file has ended: its answer counts, and not that the file broke off then.
    if (body === undefined) request.end();
    else void pipeline(body, request).catch(away);
  });
}

function passOn(reply: FastifyReply, answer: IncomingMessage): FastifyReply {
  for (const name of KEPT) {
    const value = answer.headers[name];
    if (value !== undefined) reply.header(name, value);
  }
  return reply.code(answer.statusCode ?? 502).send(answer);
}
