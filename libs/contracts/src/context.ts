import type { Identity } from '@parlance/acl';

/**
 * The context that travels beside every request: in header fields on NATS, by reference inside one process.
 *
 * `deadline` is in epoch milliseconds. Hosts are expected to keep their clocks within a fraction of a second of each other, as
 * MongoDB and TLS expect it too. `requestId` appears in every log line of the request.
 */
export interface RequestContext {
  readonly app: AppId;
  readonly identity: Identity;
  readonly deadline: number;
  readonly requestId: string;
  /** The person or program behind a change, for the audit: present on administrative requests alone. */
  readonly author?: Author | undefined;
  /** Present where code of the app may have to learn of the request: nothing else reads it, and an app without code never has it. */
  readonly cloud?: CloudContext | undefined;
}

/**
 * The author of a change, as doors found them to be.
 *
 * - `kind`: an administrator, a token of theirs or of a program, or the holder of an app's master key
 * - `id`, `name`: of the administrator or token; empty for a master key
 * - `address`: of the client; empty where the door does not know it
 */
export interface Author {
  readonly kind: (typeof AUTHOR_KINDS)[number];
  readonly id: string;
  readonly name: string;
  readonly address: string;
}
export const AUTHOR_KINDS = ['administrator', 'token', 'masterKey'] as const;

/**
 * The request behind a call, as code of the app sees it in `request`. The gateway makes it of an HTTP request; a call that code makes itself
 * gets it of the run that makes it, so that user code states none of it but `context`.
 */
export interface CloudContext {
  /** Header fields by their names in lower case, as sent, without the keys of the app and the session token. */
  readonly headers: Readonly<Record<string, string>>;
  /** Address of the client, behind trusted proxies; empty when unknown. */
  readonly ip: string;
  readonly installationId?: string | undefined;
  /** Of the caller's session, as sent and found to be live. */
  readonly sessionToken?: string | undefined;
  /** JSON of the object `context`, which triggers of one request hand on. */
  readonly context: string;
  /** 0 for a client's request; a request that code makes is one deeper than the run that makes it. */
  readonly depth: number;
}

/** `^[A-Za-z0-9_-]{1,64}$`; checked at the gateway and in the apps file. */
export type AppId = string;
export const APP_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** For calls that no app's request caused, such as reading the registry. */
export const NO_APP: AppId = '';
