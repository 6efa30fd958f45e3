import mongoose from 'mongoose';
import type { Connection, Db } from './driver.ts';
import { watchPools } from './pool-metrics.ts';
import { countSentCommands } from './sent-commands.ts';
import { toParseError } from './to-parse-error.ts';

export interface ConnectionOptions {
  /** Shown in the server's log and `currentOp`: the service's name. */
  readonly appName: string;
  /** Most connections to each member. Each open one costs about 1 MB on the server. Default 50. */
  readonly maxPoolSize?: number;
  /** Connections kept open while idle, so that a burst does not begin with handshakes. Default 0. */
  readonly minPoolSize?: number;
  /** How long a command waits for a suitable member. An election takes a few seconds; SDKs give up after ten. Default 5,000. */
  readonly serverSelectionTimeoutMs?: number;
  /** How long a command waits for a free connection. Default 8,000: the rest of a request's time may be spent waiting, as a burst will. */
  readonly waitQueueTimeoutMs?: number;
}

/**
 * Connections to MongoDB by address, each opened when first asked for and shared from then on. A connection that was once up finds
 * its servers again by itself; an address that could not be reached is tried anew by the next call.
 *
 * Indexes and collections are made by the stores that own them, never behind their back: mongoose's autoIndex and autoCreate are off.
 * No error or log of this class contains an address, as addresses carry passwords.
 */
export class MongoConnections {
  readonly #options: ConnectionOptions;
  readonly #open = new Map<string, Promise<Connection>>();
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** @throws ParseError ServiceUnavailable when no server answers */
  connect(uri: string): Promise<Connection> {
    const open = this.#open.get(uri);
    if (open !== undefined) return open;
    if (this.#closed) return Promise.reject(new Error('The connections to MongoDB are closed.'));
    const opening = this.#connect(uri);
    this.#open.set(uri, opening);
    opening.catch(() => this.#open.delete(uri));
    return opening;
  }

  /** The native database `name` behind `uri`. The address may name a database of its own; `name` wins. */
  async database(uri: string, name: string): Promise<Db> {
    const connection = await this.connect(uri);
    return connection.getClient().db(name);
  }

  /** Closes all connections, those being opened included. Commands still running fail: call it when the last request has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.allSettled(open.map(async (opening) => (await opening).destroy()));
  }

  async #connect(uri: string): Promise<Connection> {
    const { appName, maxPoolSize = 50, minPoolSize = 0, serverSelectionTimeoutMs = 5_000, waitQueueTimeoutMs = 8_000 } = this.#options;
    const connection = mongoose.createConnection();
    try {
      await connection.openUri(uri, {
        appName,
        maxPoolSize,
        minPoolSize,
        serverSelectionTimeoutMS: serverSelectionTimeoutMs,
        waitQueueTimeoutMS: waitQueueTimeoutMs,
        autoIndex: false,
        autoCreate: false,
        bufferCommands: false,
      });
    } catch (error) {
      await connection.destroy();
      throw withoutAddress(toParseError(error, { write: false }));
    }
    countSentCommands(connection.getClient());
    watchPools(connection.getClient(), maxPoolSize);
    return connection;
  }
}

/** A malformed address is quoted in the driver's complaint, with the password in it. */
function withoutAddress(error: Error): Error {
  return error.name === 'MongoParseError' ? new Error('The address of MongoDB is malformed (mongodb://host:port/?options).') : error;
}
