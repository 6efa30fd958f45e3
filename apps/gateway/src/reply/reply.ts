import type { HeaderFields } from './cors.ts';

/** What is sent back. The RestReply of a service is one as it stands; its bytes are never read here. */
export interface Reply {
  readonly status: number;
  readonly body: Uint8Array;
  /** Relative to the mount: `/classes/Game/xWMyZ4YEGZ`. */
  readonly location?: string;
  /** JSON unless it says otherwise. */
  readonly contentType?: `text/${'plain' | 'html' | 'css'}; charset=utf-8`;
  /** Further header fields; names and values are safe to send. */
  readonly fields?: HeaderFields;
  /** For answers that invite a repetition, in seconds. */
  readonly retryAfter?: number;
  /** Name of the request in our logs, for answers that somebody is going to complain about. */
  readonly requestId?: string;
}

export function jsonReply(value: unknown, status = 200): Reply {
  return { status, body: Buffer.from(JSON.stringify(value)) };
}
