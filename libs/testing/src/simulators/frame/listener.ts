import { createServer as createHttp1Server } from 'node:http';
import { createServer as createHttp2Server, type Settings } from 'node:http2';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { IssuedCertificate } from './certificates.ts';
import { Http1Exchange, Http2Exchange, type Connection, type Exchange } from './exchange.ts';

export interface ListenOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Plain HTTP/1.1 when absent. `clientAuthority` asks clients for a certificate of it, and takes those without one too. */
  readonly tls?: IssuedCertificate & { readonly clientAuthority?: string };
  /** Offered by ALPN. A client that offers none of them, or does without ALPN where HTTP/1.1 is missing, gets no connection. */
  readonly protocols: readonly ('h2' | 'http/1.1')[];
  /** Of HTTP/2 connections yet to come; asked for each. */
  readonly http2Settings?: () => Settings;
  /** False turns a new connection away. */
  readonly admits?: () => boolean;
  readonly onExchange: (exchange: Exchange) => void;
}

export interface Listener {
  readonly port: number;
  /** Connections open now. */
  connections(): number;
  /** Cuts all connections, and listens on. */
  cutAll(): void;
  close(): Promise<void>;
}

/** Longer than clients keep idle connections, so that it is they who close them. */
const KEEP_ALIVE_MS = 120_000;

/** Listens on the loopback address for HTTP requests. Sockets are held here, so that a connection can be cut without a farewell. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { port, tls, protocols, http2Settings, admits = () => true, onExchange } = options;
  const open = new Set<Socket>(); // raw ones too, which have not shaken hands yet
  const bySocket = new WeakMap<Socket, Connection>();
  const bySession = new WeakMap<object, Connection>();
  let arriving: Socket | undefined;

  const http1 = createHttp1Server({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) =>
    onExchange(new Http1Exchange(request, response, connectionOf(request.socket, bySocket))),
  );
  const http2 = createHttp2Server();
  http2.on('session', (session) => {
    const socket = arriving!;
    bySession.set(session, { clientSubject: subjectOf(socket), session, cut: () => socket.destroy() });
    session.on('error', () => undefined); // of connections that clients break
  });
  http2.on('stream', (stream, headers, _flags, rawHeaders: readonly string[]) => {
    const connection = stream.session === undefined ? undefined : bySession.get(stream.session);
    if (connection !== undefined) onExchange(new Http2Exchange(stream, connection, headers, rawHeaders));
  });

  const take = (socket: Socket) => {
    socket.on('error', () => undefined); // of connections that clients break
    const protocol = socket instanceof TLSSocket && socket.alpnProtocol === 'h2' ? 'h2' : 'http/1.1';
    if (!protocols.includes(protocol)) return void socket.destroy();
    if (protocol === 'http/1.1') return void http1.emit('connection', socket);
    if (http2Settings !== undefined) http2.updateSettings(http2Settings());
    arriving = socket; // the event of the session comes before emit() returns
    http2.emit('connection', socket);
  };
  const server: Server =
    tls === undefined
      ? createTcpServer({ noDelay: true }, take)
      : createTlsServer(
          {
            cert: tls.cert,
            key: tls.key,
            ALPNProtocols: [...protocols],
            noDelay: true,
            ...(tls.clientAuthority === undefined ? {} : { ca: tls.clientAuthority, requestCert: true, rejectUnauthorized: false }),
          },
          take,
        );
  server.prependListener('connection', (socket: Socket) => {
    if (!admits()) return void socket.destroy();
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.on('tlsClientError', () => undefined); // of clients that trust another authority
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const cutAll = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => open.size,
    cutAll,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cutAll();
      }),
  };
}

function connectionOf(socket: Socket, known: WeakMap<Socket, Connection>): Connection {
  let connection = known.get(socket);
  if (connection === undefined) {
    connection = { clientSubject: subjectOf(socket), session: undefined, cut: () => socket.destroy() };
    known.set(socket, connection);
  }
  return connection;
}

function subjectOf(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const subject: unknown = socket.getPeerCertificate().subject;
  return typeof subject === 'object' && subject !== null && 'UID' in subject && typeof subject.UID === 'string' ? subject.UID : undefined;
}
