import { Logger } from '@nestjs/common';
import { nuid, type Msg, type Subscription } from '@nats-io/transport-node';
import type { BusEvent } from '@parlance/contracts';
import { announcementFields, isAnnouncement } from './announcements.ts';
import type { Link } from './link.ts';
import { Strangers } from './strangers.ts';
import { FIELD } from './wire/fields.ts';
import { decodeJson, encodeJson } from './wire/reply.ts';

interface Audience {
  readonly handlers: Set<(payload: unknown) => void>;
  readonly subscription: Subscription;
}

/**
 * Facts that every process hears, none of them for certain: NATS forgets them while a process is disconnected.
 *
 * Handlers of the publishing process are called at once, before `publish` returns, and connected or not; its own message that comes
 * back from NATS is known by its origin and ignored.
 */
export class Events {
  readonly #link: Link;
  readonly #origin = nuid.next();
  readonly #audiences = new Map<string, Audience>();
  readonly #logger = new Logger('Bus');
  readonly #strangers = new Strangers();

  constructor(link: Link) {
    this.#link = link;
  }

  publish<Payload>(event: BusEvent<Payload>, payload: Payload): void {
    if (this.#link.nats.connected) {
      const [subject, body] = [this.#link.subjectOf(event.subject), encodeJson(payload)];
      this.#link.nats.send({ subject, body, fields: announcementFields(this.#link, this.#origin, subject, body) });
    }
    this.#deliver(event.subject, payload);
  }

  /** @returns a function that ends the subscription */
  subscribe<Payload>(event: BusEvent<Payload>, handler: (payload: Payload) => void): () => void {
    const audience = this.#audiences.get(event.subject) ?? this.#open(event);
    const entry = (payload: unknown): void => handler(payload as Payload);
    audience.handlers.add(entry);
    return () => {
      if (!audience.handlers.delete(entry) || audience.handlers.size > 0) return;
      audience.subscription.unsubscribe();
      this.#audiences.delete(event.subject);
    };
  }

  #open(event: BusEvent<unknown>): Audience {
    const { subject } = event;
    const subscription = this.#link.nats.subscribe(this.#link.subjectOf(subject), undefined, (message) => this.#receive(event, message));
    const audience = { handlers: new Set<(payload: unknown) => void>(), subscription };
    this.#audiences.set(subject, audience);
    return audience;
  }

  #receive(event: BusEvent<unknown>, message: Msg): void {
    if (message.headers?.get(FIELD.origin) === this.#origin) return;
    if (!isAnnouncement(this.#link, this.#link.subjectOf(event.subject), message)) {
      this.#strangers.heard(event.subject);
      return;
    }
    try {
      this.#deliver(event.subject, event.payload.parse(decodeJson(message.data)));
    } catch {
      this.#logger.warn(`An event ${event.subject} of another version or kind was ignored.`);
    }
  }

  #deliver(subject: string, payload: unknown): void {
    for (const handler of this.#audiences.get(subject)?.handlers ?? []) {
      try {
        handler(payload);
      } catch (error) {
        this.#logger.error(new Error(`A handler of the event ${subject} failed.`, { cause: error }));
      }
    }
  }
}
