import { connect as netConnect, type LookupFunction, type Socket } from 'node:net';
import { OutboundError } from './outbound-error.ts';

/** A place to connect to; `host` is a name or an address, without brackets. */
export interface OutboundPlace {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
}

/**
 * Opens a TCP connection.
 *
 * @param lookup name resolution that lets checked addresses through alone
 * @throws OutboundError refused, unreachable, late
 */
export function openSocket({ host, port, timeoutMs }: OutboundPlace, lookup: LookupFunction): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = netConnect({ host, port, lookup });
    const fail = (error: unknown) => {
      clearTimeout(timer);
      socket.destroy();
      reject(error instanceof OutboundError ? error : new OutboundError('unreachable', 'There was no connection.', { cause: error }));
    };
    const timer = setTimeout(() => fail(new OutboundError('late', 'There was no connection in time.')), timeoutMs);
    socket.once('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      resolve(socket);
    });
  });
}
