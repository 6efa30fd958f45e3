import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';

/** How long a ticket waits to be used. */
const TICKET_MS = 30_000;
/** Tickets that nobody uses cost memory: clients that ask for thousands of files and go. */
const OFFERS_MAX = 10_000;
const TICKET_BYTES = 32;

/** The bytes of one file: as they come, or at once where they are few. */
export type FileBytes = Readable | Buffer;

/** Takes the bytes of one file. @returns the answer, as JSON @throws ParseError, and then nothing is kept */
export type Take = (bytes: FileBytes) => Promise<unknown>;

/**
 * A place where bytes can be handed over, or fetched.
 *
 * - `open`: begins the bytes; `length` is their number, so that a body that breaks off is told from one that ends; undefined where nobody knows it before
 */
export type Offer =
  | { readonly kind: 'upload'; readonly take: Take }
  | { readonly kind: 'download'; readonly length: number | undefined; readonly open: () => FileBytes | Promise<FileBytes> };

/** The open offers of one process: each is found by its ticket, once. */
export class Offers {
  readonly #open = new Map<string, { readonly offer: Offer; readonly until: number }>();

  /** @returns the ticket: it cannot be guessed */
  add(offer: Offer): string {
    this.#drop();
    const ticket = randomBytes(TICKET_BYTES).toString('base64url');
    this.#open.set(ticket, { offer, until: Date.now() + TICKET_MS });
    return ticket;
  }

  /** @returns undefined for a ticket that was used, has expired, or is none */
  take<Kind extends Offer['kind']>(kind: Kind, ticket: string): Extract<Offer, { kind: Kind }> | undefined {
    const found = this.#open.get(ticket);
    if (found === undefined || found.offer.kind !== kind) return undefined;
    this.#open.delete(ticket);
    return found.until < Date.now() ? undefined : (found.offer as Extract<Offer, { kind: Kind }>);
  }

  /** The oldest first, as they were added; all of them have the same time to live. */
  #drop(): void {
    const now = Date.now();
    for (const [ticket, { until }] of this.#open) {
      if (until >= now && this.#open.size < OFFERS_MAX) return;
      this.#open.delete(ticket);
    }
  }
}

/** Offers of this process, by the bus that its services share: two of its services hand bytes to each other without HTTP. */
const OF_PROCESSES = new WeakMap<object, Offers>();

/** @param process the bus, which a process has once */
export function offersOf(process: object): Offers {
  let offers = OF_PROCESSES.get(process);
  if (offers === undefined) OF_PROCESSES.set(process, (offers = new Offers()));
  return offers;
}
