import type { BusEvent, Journal, Operation, RequestContext, StreamReply } from '@parlance/contracts';
import { noteFailedCall } from '@parlance/telemetry';
import type { Card } from './card.ts';
import { checkReply } from './check-reply.ts';
import { CreditPool } from './credits.ts';
import { beforeDeadline } from './deadline.ts';
import { Door, type DoorDescription, type DoorEndpoint } from './door.ts';
import { Events } from './events.ts';
import { LocalHandlers, type Handler, type Runner } from './handlers.ts';
import { Inbox } from './inbox.ts';
import { JournalReader, type JournalOptions } from './journal-reader.ts';
import { JournalWriter } from './journal-writer.ts';
import type { Link } from './link.ts';
import { Members } from './members.ts';
import { busMetrics } from './metrics.ts';
import type { NatsAccess } from './nats-access.ts';
import { NatsClient } from './nats-client.ts';
import { Presence } from './presence.ts';
import { RemoteCalls } from './remote-calls.ts';
import { Serving } from './serving.ts';
import { STREAM_IDLE_MS } from './streams.ts';
import { Survey, type SurveyedProcess } from './survey.ts';
import { toldStream } from './told-stream.ts';
import { Seals } from './wire/seals.ts';

/** Injection token of the process's one Bus. */
export const BUS = Symbol('BUS');

export interface BusOptions {
  /** Addresses, separated by commas: `nats://user:password@host:4222`; `tls://` asks for encryption. */
  readonly servers: string;
  /** First part of all subjects, so that deployments and tests can share a server. */
  readonly prefix: string;
  /**
   * Keys of the deployment: the first seals all that this process sends, and nothing is believed that none of them has sealed. Without keys
   * everybody who can publish on the server is believed.
   */
  readonly keys?: readonly Uint8Array[];
  /** The name of this process in the server's monitoring, and in the addresses of its replies where the server knows no users. */
  readonly name: string;
  /** Files with certificates and credentials. */
  readonly access?: NatsAccess;
  /** False sends even calls that this process could answer itself over NATS; tests of split mode want that. */
  readonly local?: boolean;
  /** How long either side of a streamed body waits for the other, in milliseconds; a minute unless a test cannot wait as long. */
  readonly streamIdleMs?: number;
}

/** How busy this process is on the bus, for metrics and health. */
export interface BusLoad {
  /** Calls that wait for a reply, and large bodies under way. */
  readonly waiting: number;
  /** Requests being worked on. */
  readonly running: number;
}

/**
 * The process's one door to the other services, and to those of its own process.
 *
 * An operation that this process serves is called directly, with the same checks of request and reply, the same context, deadline and
 * errors; everything else goes over NATS. Callers cannot tell the difference, except by the time it takes.
 */
export class Bus {
  /** First part of all subjects. Names that a service keeps on servers that deployments share begin with it too. */
  readonly prefix: string;
  readonly #link: Link;
  readonly #local: boolean;
  readonly #handlers = new LocalHandlers();
  readonly #servings = new Set<Serving>();
  readonly #remote: RemoteCalls;
  readonly #members: Members;
  readonly #presence: Presence;
  readonly #survey: Survey;
  readonly #events: Events;
  readonly #endMetrics: () => void;
  readonly #journals: JournalWriter;

  private constructor(nats: NatsClient, { prefix, name, keys = [], local = true, streamIdleMs = STREAM_IDLE_MS }: BusOptions) {
    this.prefix = prefix;
    const subjectOf = (subject: string) => `${prefix}.${subject}`;
    const seals = keys.length === 0 ? undefined : new Seals(keys);
    const inbox = new Inbox(nats, inboxPlace(prefix, nats.user ?? name));
    this.#link = { nats, inbox, credits: new CreditPool(), seals, streamIdleMs, subjectOf };
    this.#local = local;
    this.#members = new Members(this.#link);
    this.#presence = new Presence(this.#link, (other) => this.#members.see(other));
    this.#survey = new Survey(this.#link, this.#presence);
    this.#remote = new RemoteCalls(this.#link, this.#members);
    this.#events = new Events(this.#link);
    this.#endMetrics = busMetrics.watch(this);
    this.#journals = new JournalWriter(this.#link);
  }

  /** @throws Error when no server answers within five seconds */
  static async connect(options: BusOptions): Promise<Bus> {
    const { servers, prefix, name, access } = options;
    return new Bus(await NatsClient.connect(servers, name, (user) => inboxPlace(prefix, user ?? name), access), options);
  }

  /** False while the connection to NATS is lost; then calls to other processes fail at once. */
  get connected(): boolean {
    return this.#link.nats.connected;
  }

  get load(): BusLoad {
    let running = 0;
    for (const serving of this.#servings) running += serving.running;
    return { waiting: this.#link.inbox.size, running };
  }

  /**
   * Asks the service that handles `operation`.
   *
   * @param request owned by the handler from here on: inside one process, values of free form are handed over, not copied
   * @throws ParseError the error of the handler; ServiceUnavailable at once when nobody serves the operation or the bus is disconnected;
   * RequestTimeout when `context.deadline` passes first or the reply was lost; InvalidJson when the request does not fit its schema;
   * InternalServerError for all else, with the stack in the log of the process where it happened
   */
  call<Request, Reply>(operation: Operation<Request, Reply>, request: Request, context: RequestContext): Promise<Reply> {
    const runner = this.#local ? this.#handlers.get(operation.subject) : undefined;
    return runner === undefined ? this.#remote.call(operation, request, context) : callHere(runner, operation, request, context);
  }

  /** Tells every process, this one included, at once and once. Lost where a process is disconnected. */
  publish<Payload>(event: BusEvent<Payload>, payload: Payload): void {
    this.#events.publish(event, payload);
  }

  /** Every process hears every event. @returns a function that ends the subscription */
  subscribe<Payload>(event: BusEvent<Payload>, handler: (payload: Payload) => void): () => void {
    return this.#events.subscribe(event, handler);
  }

  /**
   * Appends an entry to a journal, and resolves once the NATS server has stored it.
   *
   * @throws ParseError ServiceUnavailable at once when it was provably not stored: the bus is disconnected, nobody keeps the journal yet, or it
   * is full; RequestTimeout when the answer was lost
   */
  append(journal: Journal, body: Uint8Array): Promise<void> {
    return this.#journals.append(journal, body);
  }

  /** The journals of `service`, for that service alone. */
  journalsOf(service: string, options: JournalOptions): JournalReader {
    return new JournalReader(this.#link, service, options);
  }

  /** Events may have been missed when `handler` is called: caches flush themselves here. @returns a function that ends it */
  onReconnect(handler: () => void): () => void {
    return this.#link.nats.onReconnect(handler);
  }

  /**
   * Serves operations without Nest; BusServer serves controllers through it.
   *
   * @throws Error when an operation is handled already in this process
   */
  serve(handlers: readonly Handler[]): Serving {
    const serving = new Serving(this.#link, this.#presence, this.#handlers, handlers);
    this.#servings.add(serving);
    return serving;
  }

  /** Opens a way in for tools outside of the deployment. The caller closes it. */
  openDoor(description: DoorDescription, endpoints: readonly DoorEndpoint[]): Door {
    return new Door(this.#link, description, this.id, endpoints);
  }

  /**
   * Names the deployment of this process; to be done before it serves. Members of an earlier card stay where this one has none.
   *
   * @returns a sentence about a process of another deployment on this bus, which would be mixed up with this one's; undefined when there
   * is none
   */
  introduce(card: Partial<Card>): Promise<string | undefined> {
    return this.#presence.introduce(card);
  }

  /** Of this process on the bus; no other one ever has the same. */
  get id(): string {
    return this.#presence.id;
  }

  /** The NATS that this process is connected to, for people: its cluster, or the one server. */
  get server(): string {
    return this.#link.nats.server;
  }

  /**
   * Whether the process of that id has shown itself on this bus within three seconds; those that serve do so twice a second. Processes on
   * another NATS, or with another prefix, are never heard.
   */
  hears(id: string): boolean {
    return this.#presence.hears(id);
  }

  /** From here on this process answers surveys. @param source the report on this process: JSON, made within a second or two */
  answerSurveys(source: () => Promise<unknown>): void {
    this.#survey.answerWith(source);
  }

  /**
   * Asks every process of the deployment for a report on itself; this one is the first of the answers. Never fails.
   *
   * @param waitMs those that have not answered by then have no report
   */
  survey(waitMs: number): Promise<readonly SurveyedProcess[]> {
    return this.#survey.take(waitMs);
  }

  /** Resolves when the NATS server has processed all that was sent: subscriptions made before are then in force. */
  flush(): Promise<void> {
    return this.#link.nats.flush();
  }

  /** Sends everything that is still waiting and disconnects; calls that wait for a reply fail. Servings are to be stopped before. */
  async close(): Promise<void> {
    this.#endMetrics();
    this.#presence.stop();
    this.#members.stop();
    await this.#link.nats.close();
    this.#link.inbox.closeAll();
  }
}

/** Where replies to a process arrive: the part of the subjects that its user may hear. */
function inboxPlace(prefix: string, user: string): string {
  return `${prefix}.inbox.${token(user)}`;
}

/** One part of a subject. */
function token(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, '_');
}

async function callHere<Request, Reply>(
  runner: Runner,
  operation: Operation<Request, Reply>,
  request: Request,
  context: RequestContext,
): Promise<Reply> {
  let value: unknown;
  try {
    value = await beforeDeadline(context.deadline, runner(request, context));
  } catch (error) {
    noteFailedCall(error, { operation: operation.subject });
    throw error;
  }
  const reply = checkReply(operation, value, context);
  if (operation.reply.kind !== 'stream') return reply as Reply;
  const { body, ...head } = reply as StreamReply;
  return { ...head, body: toldStream(body, operation, context) } as Reply;
}
