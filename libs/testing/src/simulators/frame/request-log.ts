import type { Exchange } from './exchange.ts';

/** A request as the control API shows it: credentials are left out. */
export interface LoggedRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Status and name of the answer, or the fate; absent while it is under way, and where an outage ended it. */
  readonly answer?: string;
}

/** Requests remembered, the newest ones. */
const REQUESTS_MAX = 1_000;

/** The last requests. An entry holds the exchange itself, so that noting one costs next to nothing. */
export class RequestLog {
  private readonly ring: { readonly at: number; readonly exchange: Exchange }[] = [];
  private next = 0;

  add(at: number, exchange: Exchange): void {
    this.ring[this.next] = { at, exchange };
    this.next = (this.next + 1) % REQUESTS_MAX;
  }

  /** The last `n`, oldest first. */
  last(n: number): readonly LoggedRequest[] {
    const ordered = this.ring.length < REQUESTS_MAX ? this.ring : [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)];
    return (n > 0 ? ordered.slice(-n) : []).map(({ at, exchange }) => ({
      at,
      method: exchange.method,
      path: exchange.path,
      headers: shown(exchange.headers),
      answer: exchange.outcome,
    }));
  }

  clear(): void {
    this.ring.length = 0;
    this.next = 0;
  }
}

function shown(headers: Exchange['headers']): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));
  return Object.fromEntries(entries.map(([name, value]) => [name, name === 'authorization' ? '(withheld)' : value]));
}
