import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';
import type { Connected } from '../../channel/messages.ts';

/** Sends `connect` to the host. */
export type AskHost = (call: number, host: string, port: number) => void;

interface Target {
  readonly host: string;
  readonly port: number;
}
type Options = Record<string, unknown>;
type ConnectArguments = [Options | unknown[] | number | string, ...unknown[]];

type ToPath = (this: net.Socket, options: Options, listener?: unknown) => net.Socket;

/** Stands for the path of a socket that is yet to be told. */
const ASKED = Symbol('asked of the host');
const DEFAULT_HOST = 'localhost';

/**
 * Connections of code to other machines: the host makes them, and the process goes on over a socket of this machine. `net`, `tls`, `http`,
 * `https` and `fetch` take this way without knowing. Connections to paths are made as they are.
 */
export class WayOut {
  readonly #ask: AskHost;
  readonly #waiting = new Map<number, (answer: Connected) => void>();
  #calls = 0;

  constructor(ask: AskHost) {
    this.#ask = ask;
  }

  /** Gives an answer of the host to the one who waits for it. */
  answered(answer: Connected): void {
    const take = this.#waiting.get(answer.call);
    this.#waiting.delete(answer.call);
    take?.(answer);
  }

  /** From here on connections take this way. To be done before code of an app is loaded. */
  install(): void {
    const { connect: toPath } = net.Socket.prototype as unknown as { readonly connect: ToPath };
    const target = (socket: net.Socket, { host, port }: Target, options: Options, listener: unknown) => {
      if (typeof listener === 'function') socket.once('connect', listener as () => void);
      Object.assign(socket, { connecting: true }); // writes wait, as they do while Node looks a name up
      this.#connect(host, port, ({ path, error }) => {
        if (socket.destroyed) return;
        if (path === undefined)
          socket.destroy(Object.assign(new Error(error?.message), { code: error?.code, syscall: 'connect', address: host, port }));
        else toPath.call(socket, { ...options, host: undefined, port: undefined, path });
      });
      return socket;
    };
    net.Socket.prototype.connect = function connect(this: net.Socket, ...args: ConnectArguments) {
      const [options, listener] = normalized(args);
      const { path } = options;
      if (typeof path === 'string' && options[ASKED as never] === undefined) return toPath.apply(this, args as never);
      return target(this, targetOf(options), options, listener);
    } as typeof net.Socket.prototype.connect;
    const realTls = tls.connect as (...args: unknown[]) => tls.TLSSocket;
    // A socket for TLS is made for a path or for an address, before it connects.
    tls.connect = function connect(...args: ConnectArguments) {
      const [options, listener] = normalizedTls(args);
      if (options['socket'] !== undefined || typeof options['path'] === 'string') return realTls(options, listener);
      return realTls({ ...options, host: options['host'] ?? DEFAULT_HOST, path: '/asked', [ASKED]: true }, listener);
    } as typeof tls.connect;
    syncBuiltinESMExports();
  }

  #connect(host: string, port: number, take: (answer: Connected) => void): void {
    const call = ++this.#calls;
    this.#waiting.set(call, take);
    this.#ask(call, host, port);
  }
}

function targetOf({ host, port }: Options): Target {
  return { host: typeof host === 'string' && host !== '' ? host.replace(/^\[(.*)\]$/, '$1') : DEFAULT_HOST, port: Number(port) };
}

/** The ways to call `connect`: options, a port with a host, a path, or the list that Node has made of these already. */
function normalized(args: ConnectArguments): [options: Options, listener: unknown] {
  const [first, second] = args;
  if (Array.isArray(first)) return normalized(first as ConnectArguments);
  const listener = args.findLast((each) => typeof each === 'function');
  if (typeof first === 'object' && first !== null) return [first, listener];
  if (typeof first === 'string' && Number.isNaN(Number(first))) return [{ path: first }, listener];
  return [{ port: first, host: typeof second === 'string' ? second : undefined }, listener];
}

/** `tls.connect` takes options behind port and host as well. */
function normalizedTls(args: ConnectArguments): [options: Options, listener: unknown] {
  const [options, listener] = normalized(args);
  const further = args.find((each, at) => at > 0 && typeof each === 'object' && each !== null) as Options | undefined;
  return [{ ...options, ...further }, listener];
}
