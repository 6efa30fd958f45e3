import type { Bus } from '@parlance/bus';
import { analytics } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

/** Events do not wait for the server's word on those before them for longer than this: it may have stopped. In milliseconds. */
const WAITS_FOR_OTHERS_MS = 50;
/** An entry that has grown to this is sent at once; far below a NATS server's `max_payload` of 1 MiB, in UTF-16 units. */
const ENTRY_LENGTH = 100_000;
/** Units that wait for the server's word. Beyond that it is slower than the clients: refusing is kinder than growing. */
const WAITING_LENGTH_MAX = 32_000_000;

interface Gathered {
  readonly texts: string[];
  length: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  readonly stored: Promise<void>;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Appends events to the journal of analytics. Those that arrive while the server stores others are sent together when it has done so, since
 * storing costs by the message: the busier the gateway, the more events share one, and an event alone waits for nobody.
 */
export class EventJournal {
  readonly #bus: Bus;
  #gathered: Gathered | undefined;
  /** Messages that the server has not answered. */
  #sent = 0;
  #waiting = 0;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /**
   * Resolves once all of the events are stored by the NATS server: none is lost from then on.
   *
   * @throws ParseError ServiceUnavailable at once while NATS is away, or when it has no room; RequestTimeout when it has not answered
   */
  async store({ events, ...shared }: Omit<analytics.SentEvents, 'first'>): Promise<void> {
    if (!this.#bus.connected || this.#waiting > WAITING_LENGTH_MAX)
      throw new ParseError('ServiceUnavailable', 'Events cannot be stored at the moment.');
    const entries: Promise<void>[] = [];
    let texts: string[] = [];
    let length = 0;
    let first = 0;
    events.forEach((event, index) => {
      const text = JSON.stringify(event);
      texts.push(text);
      length += text.length;
      if (length < ENTRY_LENGTH && index < events.length - 1) return;
      const head = JSON.stringify({ ...shared, first });
      entries.push(this.#add(`${head.slice(0, -1)},"events":[${texts.join(',')}]}`));
      [texts, length, first] = [[], 0, index + 1];
    });
    await Promise.all(entries);
  }

  #add(text: string): Promise<void> {
    const gathered = (this.#gathered ??= this.#begin());
    gathered.texts.push(text);
    gathered.length += text.length;
    this.#waiting += text.length;
    if (gathered.length >= ENTRY_LENGTH) this.#send(gathered);
    return gathered.stored;
  }

  #begin(): Gathered {
    const { promise: stored, resolve, reject } = withResolvers();
    const gathered: Gathered = { texts: [], length: 0, resolve, reject, stored, timer: undefined };
    // Requests that were read in the same turn of the event loop go together.
    if (this.#sent === 0) setImmediate(() => this.#send(gathered));
    else gathered.timer = setTimeout(() => this.#send(gathered), WAITS_FOR_OTHERS_MS);
    return gathered;
  }

  #send(gathered: Gathered): void {
    if (this.#gathered !== gathered) return; // sent before its time, for its size
    this.#gathered = undefined;
    clearTimeout(gathered.timer);
    this.#sent++;
    this.#bus
      .append(analytics.eventsTaken, Buffer.from(`[${gathered.texts.join(',')}]`))
      .then(gathered.resolve, gathered.reject)
      .finally(() => this.#settle(gathered));
  }

  #settle({ length }: Gathered): void {
    this.#waiting -= length;
    this.#sent--;
    if (this.#sent === 0 && this.#gathered !== undefined) this.#send(this.#gathered);
  }
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void; readonly reject: (error: unknown) => void } {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((onStored, onRefused) => {
    resolve = onStored;
    reject = onRefused;
  });
  return { promise, resolve, reject };
}
