import { constants, type ServerHttp2Session } from 'node:http2';
import type { Exchange } from './exchange.ts';
import type { Simulator } from './simulator.ts';

/** The behaviours of HTTP/2: a server says goodbye to a connection by GOAWAY, or stops reading. */
export class Http2Manners {
  private readonly lastStreams = new WeakMap<ServerHttp2Session, number>();
  /** The GOAWAY of the behaviours was sent. */
  private saidGoodbye = false;

  private readonly simulator: Simulator;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
    simulator.onChange(() => (this.saidGoodbye = false));
  }

  /** Call it for each request that was admitted. @returns false when nobody must look at the request any more */
  admit(exchange: Exchange): boolean {
    const { goAway, stopReadingAfterRequests } = this.simulator.behaviours;
    const n = this.simulator.requestsSinceChange;
    if (stopReadingAfterRequests !== null && n >= stopReadingAfterRequests) {
      this.simulator.count('unread');
      return false;
    }
    const { session } = exchange.connection;
    if (session === undefined) return true;
    const last = this.lastStreams.get(session);
    if (last !== undefined && exchange.streamId > last) {
      this.simulator.count('above last stream');
      exchange.abandon('refuse');
      return false;
    }
    if (goAway !== null && !this.saidGoodbye && n >= goAway.afterRequests) {
      this.saidGoodbye = true;
      this.sayGoodbye(session, exchange.streamId, goAway.reason);
    }
    return true;
  }

  /** Streams up to `lastStream` are served to their end; then the connection closes. */
  private sayGoodbye(session: ServerHttp2Session, lastStream: number, reason: string): void {
    this.simulator.count('goaway');
    this.lastStreams.set(session, lastStream);
    const data = Buffer.from(JSON.stringify({ reason, timestamp: this.simulator.now() }));
    session.goaway(constants.NGHTTP2_NO_ERROR, lastStream, data);
    session.close();
  }
}
