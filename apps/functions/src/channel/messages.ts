/**
 * All that the host of an app's code and the process that runs it tell each other. The process is believed in nothing but the members
 * that are its own: deadline, depth, address, request id, identity and token of a run are known to the host alone, by the run's number.
 */

/** A validator alone, a whole function, a trigger, or a job. */
export type RunKind = 'function' | 'trigger' | 'job' | 'validate';

/** How strong a request of code is: everybody's rights, all rights, or those of a session. */
export type RequestAs = 'public' | 'master' | 'session';

/** JSON object. */
type Json = Readonly<Record<string, unknown>>;

/** Loads the code of an app; answered by `loaded` or `unloadable`. Sent once, before all others. */
export interface Load {
  readonly app: string;
  /** Absolute path of the file to load. */
  readonly entry: string;
  /** Settings of the app that the runtime of the code needs. */
  readonly settings: Json;
  /** The code is loaded to be checked, and serves no call. */
  readonly isProbe: boolean;
  /** The process has a place to mark runs: see marks.ts. */
  readonly hasMarks?: boolean;
}

/**
 * Asks a function, a trigger or a job; answered by `begun`, then by `result` or `error`, both with the same run number. The body holds
 * parameters as the client sent them (function, validate), TriggerInput (trigger) or the JSON of parameters (job).
 */
export interface Run {
  readonly what: RunKind;
  /** Of the function or job; of a trigger `kind.Class`. */
  readonly name: string;
  readonly triggerKind?: string | undefined;
  readonly className?: string | undefined;
  readonly master: boolean;
  readonly isReadOnly: boolean;
  /** The caller has a live session; `user` is then the JSON of its `_User`, with `sessionToken`. */
  readonly hasSession: boolean;
  readonly user?: Json | undefined;
  /** Names of all roles of the caller, inherited ones included, without the `role:` prefix. */
  readonly roles?: readonly string[] | undefined;
  readonly installationId?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly ip: string;
  /** JSON of the object `context`. */
  readonly context: string;
  readonly jobId?: string | undefined;
  readonly requestId: string;
  /** Of the body; JSON when absent. */
  readonly contentType?: string | undefined;
}

/** The answer to a `request` or `mail`, as a client would get it over HTTP. The body has its bytes. */
export interface Answer {
  readonly call: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType?: string | undefined;
}

/** A REST request that the code makes; the body has its bytes. */
export interface CodeRequest {
  /** Chosen by the process; the answer bears it. */
  readonly call: number;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the mount, with its query: `/classes/Note?limit=1`. */
  readonly path: string;
  readonly as: RequestAs;
  /** Of `session`. */
  readonly sessionToken?: string | undefined;
  readonly contentType?: string | undefined;
  readonly installationId?: string | undefined;
  /** JSON of the object `context` of the request; the run's own when absent. */
  readonly context?: string | undefined;
}

/** A mail that the code sends; the body has its JSON. Answered by `answer`. */
export interface MailRequest {
  /** Chosen by the process; the answer bears it. */
  readonly call: number;
}

/** Asks for a connection to another machine; answered by `connected`. The process itself has no network, or should not use it. */
export interface Connect {
  /** Chosen by the process; the answer bears it. */
  readonly call: number;
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
}

/** The answer to `connect`: one of the two. */
export interface Connected {
  readonly call: number;
  /** Path of a socket of this machine, which takes one connection: all that is written there arrives at the other machine. */
  readonly path?: string | undefined;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

/** All that the code has registered: CloudManifest of libs/contracts, without its version, which the host knows. */
export interface Registered {
  readonly manifest: Json;
}

/** Why code cannot be loaded, with the place in the user's own file where it is known. */
export interface Unloadable {
  readonly text: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** The outcome of a run, final; the body has the bytes of the answer. Members that are absent: 200, none, JSON. */
export interface Result {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly contentType?: string | undefined;
}

/** An error that the code threw, as its caller gets it. */
export interface Failure {
  readonly code: number;
  readonly message: string;
  readonly status?: number | undefined;
  /** The place in the user's file, for logs alone. */
  readonly at?: string | undefined;
}

export type LogLevel = 'error' | 'warn' | 'info' | 'verbose' | 'debug' | 'silly';

/** The body has the text. */
export interface Log {
  readonly level: LogLevel;
}

/** A text of a job about its progress. */
export interface JobMessage {
  readonly text: string;
}

type Nothing = Readonly<Record<never, never>>;

interface Message<Kind extends string, Meta> {
  readonly kind: Kind;
  readonly run: number;
  readonly meta: Meta;
  readonly body: Uint8Array;
}

/** From the host to the process. */
export type HostMessage =
  | Message<'load', Load>
  | Message<'run', Run>
  | Message<'answer', Answer>
  | Message<'connected', Connected>
  /** The run's caller is gone: its outcome is not needed. */
  | Message<'cancel', Nothing>
  | Message<'ping', Nothing>;

/** From the process to the host. */
export type WorkerMessage =
  | Message<'loaded', Registered>
  | Message<'unloadable', Unloadable>
  /**
   * The run's code is about to be called: from here on its call is not repeated elsewhere. Before it calls the code, which may never
   * return, the process marks the run (marks.ts), or flushes the channel where it cannot.
   */
  | Message<'begun', Nothing>
  | Message<'request', CodeRequest>
  | Message<'mail', MailRequest>
  | Message<'connect', Connect>
  | Message<'result', Result>
  | Message<'error', Failure>
  | Message<'log', Log>
  | Message<'message', JobMessage>
  /** Something was registered after loading: the whole manifest anew. */
  | Message<'registered', Registered>
  | Message<'pong', Nothing>;

export type HostMessageKind = HostMessage['kind'];
export type WorkerMessageKind = WorkerMessage['kind'];
export type MetaOf<Kind extends HostMessageKind | WorkerMessageKind> = Extract<HostMessage | WorkerMessage, { kind: Kind }>['meta'];

/** The byte of each kind in a frame. Either side understands those of the other alone. */
export const HOST_KINDS = { load: 1, run: 2, answer: 3, cancel: 4, ping: 5, connected: 6 } as const satisfies Record<
  HostMessageKind,
  number
>;
export const WORKER_KINDS = {
  loaded: 33,
  unloadable: 34,
  begun: 35,
  request: 36,
  result: 37,
  error: 38,
  log: 39,
  message: 40,
  registered: 41,
  pong: 42,
  connect: 43,
  mail: 44,
} as const satisfies Record<WorkerMessageKind, number>;
