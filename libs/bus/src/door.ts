import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Msg, Subscription } from '@nats-io/transport-node';
import { DoorStatistics } from './door-statistics.ts';
import { isNoResponders } from './inbox.ts';
import type { Link } from './link.ts';
import type { Fields } from './wire/fields.ts';
import { encodeJson } from './wire/reply.ts';

/** A request from outside of the deployment: nobody has vouched for anything in it. */
export interface DoorRequest {
  readonly body: Uint8Array;
  /** Value of a header field; undefined where it is missing. */
  readonly header: (name: string) => string | undefined;
  /** Aborted when nobody waits for further answers, and when the door closes. */
  readonly signal: AbortSignal;
}

/** An answer. `error` is told in the header fields of the NATS services API as well, by which tools count it. */
export interface DoorAnswer {
  readonly body: Uint8Array;
  readonly error?: { readonly code: number; readonly text: string };
}

/** One thing that can be asked. A row of answers ends with an empty message that has the header field `Parlance-End`. */
export interface DoorEndpoint {
  /** For tools: letters, digits, hyphens and underscores. */
  readonly name: string;
  /** Without the prefix of the deployment. */
  readonly subject: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Never throws: faults are answers. */
  readonly handle: (request: DoorRequest) => Promise<DoorAnswer> | AsyncIterable<DoorAnswer>;
}

/** A service as `nats micro ls` and `info` show it. */
export interface DoorDescription {
  /** Letters, digits, hyphens and underscores. */
  readonly name: string;
  /** Of the three parts of semantic versions. */
  readonly version: string;
  readonly description: string;
  /** Service of ours behind the door: its queue group. */
  readonly queue: string;
}

/** Requests that a door works on at a time; further ones are refused. */
const RUNNING_MAX = 1_000;
const HEADER_ROOM_BYTES = 1_024;
const NOTHING = new Uint8Array();
/** A row of answers asks so often whether somebody still hears it, in milliseconds. */
const HEARTBEAT_MS = 5_000;
export const END_FIELD = 'Parlance-End';
const ERROR_FIELD = 'Nats-Service-Error';
const ERROR_CODE_FIELD = 'Nats-Service-Error-Code';
const VERBS = ['PING', 'INFO', 'STATS'] as const;

/**
 * A way into the deployment for tools that speak plain NATS, by the services API of NATS (ADR-32): `nats micro ls`, `info` and `stats` show
 * it, `nats request` asks it. It believes no seal and no context: the endpoints identify their callers.
 */
export class Door {
  readonly #link: Link;
  readonly #description: DoorDescription;
  readonly #id: string;
  readonly #endpoints: readonly { readonly endpoint: DoorEndpoint; readonly statistics: DoorStatistics }[];
  readonly #subscriptions: Subscription[];
  readonly #closing = new AbortController();
  readonly #logger = new Logger('Bus');
  readonly #started = new Date().toISOString();
  #running = 0;
  #onIdle: (() => void) | undefined;

  constructor(link: Link, description: DoorDescription, id: string, endpoints: readonly DoorEndpoint[]) {
    this.#link = link;
    this.#description = description;
    this.#id = id;
    this.#endpoints = endpoints.map((endpoint) => ({ endpoint, statistics: new DoorStatistics() }));
    this.#subscriptions = [...this.#endpoints.map((served) => this.#serve(served)), ...VERBS.flatMap((verb) => this.#tell(verb))];
  }

  /** Takes no new requests, ends rows of answers, and lets the others end within `graceMs`. */
  async close(graceMs: number): Promise<void> {
    const drained = Promise.allSettled(this.#subscriptions.map((subscription) => subscription.drain()));
    this.#closing.abort();
    await Promise.race([drained.then(() => this.#idle()), delay(graceMs, undefined, { ref: false })]);
    await this.#link.nats.flushBriefly();
  }

  #serve({ endpoint, statistics }: { endpoint: DoorEndpoint; statistics: DoorStatistics }): Subscription {
    const subject = this.#link.subjectOf(endpoint.subject);
    return this.#link.nats.subscribe(subject, this.#description.queue, (message) => {
      if (!message.reply) return; // nobody waits for an answer: not a request
      if (this.#running >= RUNNING_MAX)
        this.#send(message.reply, { body: NOTHING, error: { code: 503, text: 'Too many requests at a time.' } });
      else void this.#run(endpoint, statistics, message, message.reply);
    });
  }

  async #run({ handle }: DoorEndpoint, statistics: DoorStatistics, message: Msg, reply: string): Promise<void> {
    const began = performance.now();
    const gone = new AbortController();
    const request: DoorRequest = {
      body: message.data,
      header: (name) => message.headers?.get(name) || undefined,
      signal: AbortSignal.any([gone.signal, this.#closing.signal]),
    };
    this.#running++;
    try {
      const answers = handle(request);
      const error = 'then' in answers ? this.#send(reply, await answers) : await this.#sendRow(reply, answers, gone);
      statistics.count(performance.now() - began, error);
    } catch (fault) {
      this.#logger.error(new Error(`An endpoint failed: ${message.subject}.`, { cause: fault }));
      statistics.count(
        performance.now() - began,
        this.#send(reply, { body: NOTHING, error: { code: 500, text: 'Internal server error.' } }),
      );
    } finally {
      gone.abort();
      this.#running--;
      if (this.#running === 0) this.#onIdle?.();
    }
  }

  /** Each answer has a reply address of ours: the server says there when nobody hears it. */
  async #sendRow(reply: string, answers: AsyncIterable<DoorAnswer>, gone: AbortController): Promise<string | undefined> {
    const { inbox, nats } = this.#link;
    const address = inbox.openQuietly({
      receive: (message) => (isNoResponders(message) ? gone.abort() : undefined),
      giveUp: () => gone.abort(),
    });
    const beat = setInterval(
      () => nats.send({ subject: reply, body: NOTHING, fields: { 'Parlance-Beat': '1' }, reply: address }),
      HEARTBEAT_MS,
    );
    let error: string | undefined;
    try {
      for await (const answer of answers) error = this.#send(reply, answer, address) ?? error;
      nats.send({ subject: reply, body: NOTHING, fields: { [END_FIELD]: '1' } });
      return error;
    } finally {
      clearInterval(beat);
      inbox.close(address);
    }
  }

  /** @returns the text of the error in the answer, if it is one */
  #send(reply: string, { body, error }: DoorAnswer, own?: string): string | undefined {
    if (body.length + HEADER_ROOM_BYTES > this.#link.nats.payloadBytesMax) {
      return this.#send(
        reply,
        { body: NOTHING, error: { code: 413, text: 'The answer is too large for NATS: ask for less at a time.' } },
        own,
      );
    }
    const fields: Fields | undefined = error && { [ERROR_FIELD]: onOneLine(error.text), [ERROR_CODE_FIELD]: String(error.code) };
    this.#link.nats.send({
      subject: reply,
      body,
      ...(fields === undefined ? {} : { fields }),
      ...(own === undefined ? {} : { reply: own }),
    });
    return error && `${error.code}:${error.text}`;
  }

  /** Answers tools that look for services: all of them, those of our name, or this very process. */
  #tell(verb: (typeof VERBS)[number]): Subscription[] {
    const { name } = this.#description;
    return [`$SRV.${verb}`, `$SRV.${verb}.${name}`, `$SRV.${verb}.${name}.${this.#id}`].map((subject) =>
      this.#link.nats.subscribe(subject, undefined, ({ reply }) => {
        if (reply) this.#link.nats.send({ subject: reply, body: encodeJson(this.#report(verb)) });
      }),
    );
  }

  #report(verb: (typeof VERBS)[number]): object {
    const { name, version, description, queue } = this.#description;
    const head = { type: `io.nats.micro.v1.${verb.toLowerCase()}_response`, name, id: this.#id, version, metadata: {} };
    if (verb === 'PING') return head;
    const endpoints = this.#endpoints.map(({ endpoint, statistics }) => {
      const subject = this.#link.subjectOf(endpoint.subject);
      const about = { name: endpoint.name, subject, queue_group: queue };
      return verb === 'INFO' ? { ...about, metadata: endpoint.metadata } : { ...about, ...statistics.report() };
    });
    return verb === 'INFO' ? { ...head, description, endpoints } : { ...head, started: this.#started, endpoints };
  }

  #idle(): Promise<void> {
    return this.#running === 0 ? Promise.resolve() : new Promise((resolve) => (this.#onIdle = resolve));
  }
}

function onOneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters must not get into a header
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}
