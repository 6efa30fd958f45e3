import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Msg } from '@nats-io/transport-node';
import { announcementFields, isAnnouncement } from './announcements.ts';
import { appearance, contradiction, type Appearance, type Card } from './card.ts';
import { isNoResponders, type Receiver } from './inbox.ts';
import type { Link } from './link.ts';
import { decodeJson, encodeJson } from './wire/reply.ts';

/** How often a process that serves shows that it is there. */
export const BEAT_MS = 500;
/** How long a start waits for somebody who is there to say so. A frozen one never does. */
const ANSWER_MS_MAX = 1_000;
/** One line in so many milliseconds about a foreign process. */
const LINE_MS = 10_000;
/** A process that has not shown itself for so long is not heard on this bus: five beats may be lost, as they are while NATS is changed. */
const HEARD_MS = 6 * BEAT_MS;
const ID_BYTES = 9;

const HERE = 'presence.here';
const WHO = 'presence.who';
const SHOW = 'presence.show';

/** Another process, as it showed itself last. */
export interface HeardProcess {
  readonly id: string;
  /** Services that it runs. */
  readonly services: readonly string[];
  /** It takes no new work. */
  readonly leaving: boolean;
  /** Epoch milliseconds. */
  readonly heardAt: number;
  /** Of another deployment. */
  readonly isForeign: boolean;
}

/**
 * This process as the others see it, and the others as they show themselves.
 *
 * A process that serves shows itself twice a second; others call it gone or silent when it does not (members.ts). Everybody's card is looked
 * at: a process of another deployment is named in the log, and keeps one that starts from starting.
 */
export class Presence {
  /** Of this process. */
  readonly id = randomBytes(ID_BYTES).toString('base64url');
  readonly #link: Link;
  readonly #seen: (other: Appearance) => void;
  readonly #logger = new Logger('Bus');
  readonly #serves = new Set<string>();
  /** The other processes that were heard, of whatever deployment they are. */
  readonly #heard = new Map<string, HeardProcess>();
  /** Sets of operations that are being served; with the last one this process leaves. */
  #servings = 0;
  #card: Card = { deployment: '', services: [], shares: {} };
  #introduced = false;
  #listens = false;
  #beat: NodeJS.Timeout | undefined;
  #silentUntil = 0;

  /** @param seen told of every other process, whenever it shows itself */
  constructor(link: Link, seen: (other: Appearance) => void) {
    this.#link = link;
    this.#seen = seen;
    link.nats.subscribe(link.subjectOf(HERE), undefined, (message) => this.#see(message));
    this.#callAll();
    link.nats.onReconnect(() => this.#callAll());
  }

  /**
   * Names the deployment of this process, before it serves. Members of an earlier card stay where this one has none.
   *
   * @returns a sentence about a process of another deployment on this bus; undefined when there is none, and then this process is one of
   * those that are asked
   */
  async introduce(card: Partial<Card>): Promise<string | undefined> {
    this.#card = { ...this.#card, ...card, shares: { ...this.#card.shares, ...card.shares } };
    const other = await this.#ask();
    if (other === 'a stranger') return 'another deployment, which has a different PARLANCE_BUS_KEY or none, is on this bus';
    const what = other && contradiction(this.#card, other.card);
    if (other !== undefined && what !== undefined) return this.#describe(other, what);
    this.#introduced = true;
    this.#listen();
    return undefined;
  }

  /** From here on this process shows itself as one that takes requests of `services`. */
  serve(services: readonly string[]): void {
    this.#servings++;
    for (const service of services) this.#serves.add(service);
    if (this.#beat === undefined) {
      this.#beat = setInterval(() => this.#show(), BEAT_MS).unref();
      this.#link.nats.subscribe(this.#link.subjectOf(SHOW), undefined, () => this.#show());
    }
    this.#listen();
    this.#show();
  }

  /**
   * One set of operations is served no more; after the last one others send nothing to this process. They hear of it before anything else
   * that it does on the bus.
   */
  leave(): void {
    this.#servings--;
    this.#show();
  }

  /** Whether the process has shown itself on this bus just now. */
  hears(id: string): boolean {
    return Date.now() - (this.#heard.get(id)?.heardAt ?? 0) <= HEARD_MS;
  }

  /** The processes of this deployment that have shown themselves just now. */
  others(): readonly HeardProcess[] {
    return [...this.#heard.values()].filter(({ id, isForeign }) => !isForeign && this.hears(id));
  }

  /** This process, as it shows itself. */
  get self(): Pick<HeardProcess, 'id' | 'services' | 'leaving'> {
    return { id: this.id, services: this.#card.services, leaving: this.#servings === 0 };
  }

  stop(): void {
    clearInterval(this.#beat);
  }

  /** Every process that serves is to show itself now: one that has just come knows nobody. */
  #callAll(): void {
    this.#link.nats.send({ subject: this.#link.subjectOf(SHOW), body: new Uint8Array() });
  }

  #appearance(): Uint8Array {
    const own: Appearance = { id: this.id, leaving: this.#servings === 0, serves: [...this.#serves], card: this.#card };
    return encodeJson(own);
  }

  #show(): void {
    if (!this.#link.nats.connected) return;
    const [subject, body] = [this.#link.subjectOf(HERE), this.#appearance()];
    this.#link.nats.sendNow({ subject, body, fields: announcementFields(this.#link, this.id, subject, body) });
  }

  #see(message: Msg): void {
    const other = this.#read(message, this.#link.subjectOf(HERE));
    if (other === 'a stranger') return this.#warn('A process with a different PARLANCE_BUS_KEY, or none, is on this bus.');
    if (other === undefined || other.id === this.id) return;
    const what = this.#introduced ? contradiction(this.#card, other.card) : undefined;
    this.#note({ id: other.id, services: other.card.services, leaving: other.leaving, heardAt: Date.now(), isForeign: what !== undefined });
    if (what === undefined) this.#seen(other);
    else this.#warn(`Two deployments share this bus: ${this.#describe(other, what)}.`);
  }

  #note(other: HeardProcess): void {
    if (!this.#heard.has(other.id)) for (const known of this.#heard.keys()) if (!this.hears(known)) this.#heard.delete(known);
    this.#heard.set(other.id, other);
  }

  /** To those who start listens a process that serves, and was accepted itself. */
  #listen(): void {
    if (this.#listens || !this.#introduced || this.#servings === 0) return;
    this.#listens = true;
    this.#link.nats.subscribe(this.#link.subjectOf(WHO), undefined, (message) => this.#answer(message));
  }

  #answer({ reply }: Msg): void {
    if (!reply) return;
    const body = this.#appearance();
    this.#link.nats.send({ subject: reply, body, fields: announcementFields(this.#link, this.id, this.#link.subjectOf(HERE), body) });
  }

  /** The first one to answer, if anybody does. */
  #ask(): Promise<Appearance | 'a stranger' | undefined> {
    return new Promise((resolve) => {
      const { inbox, nats } = this.#link;
      const end = (other: Appearance | 'a stranger' | undefined): void => {
        clearTimeout(timer);
        inbox.close(address);
        resolve(other);
      };
      const receiver: Receiver = {
        receive: (message) => {
          if (isNoResponders(message)) end(undefined);
          else end(this.#read(message, this.#link.subjectOf(HERE)));
        },
        giveUp: () => end(undefined),
      };
      const address = inbox.openQuietly(receiver);
      const timer = setTimeout(() => end(undefined), ANSWER_MS_MAX);
      const subject = this.#link.subjectOf(WHO);
      const body = encodeJson({});
      nats.send({ subject, body, fields: announcementFields(this.#link, this.id, subject, body), reply: address });
    });
  }

  #read(message: Msg, subject: string): Appearance | 'a stranger' | undefined {
    if (!isAnnouncement(this.#link, subject, message)) return 'a stranger';
    try {
      return appearance.parse(decodeJson(message.data));
    } catch {
      return undefined; // of another version
    }
  }

  #describe({ card }: Appearance, what: string): string {
    const { deployment, services } = card;
    const own = what === 'name' ? `this process is of "${this.#card.deployment}"` : `it has another ${what}`;
    return `the deployment "${deployment}" is on this bus (${services.join(', ')}), and ${own}`;
  }

  #warn(text: string): void {
    if (Date.now() < this.#silentUntil) return;
    this.#silentUntil = Date.now() + LINE_MS;
    this.#logger.error(text);
  }
}
