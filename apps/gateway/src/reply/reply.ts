import type { HeaderFields } from './cors.ts';

/** An answer that is there whole. The RestReply of a service is one as it stands; its bytes are never read here. */
export interface Reply {
  readonly status: number;
  readonly body: Uint8Array;
  /** Relative to the mount: `/classes/Game/xWMyZ4YEGZ`. */
  readonly location?: string;
  /** JSON unless it says otherwise. */
  readonly contentType?: string;
  /** Further header fields; names and values are safe to send. */
  readonly fields?: HeaderFields;
  /** The tag among `fields` by which a client may ask whether the answer has changed (entity-tag.ts). */
  readonly etag?: string;
  /** True for bytes that are sent as they are stored, and never compressed. */
  readonly isStored?: boolean;
  /** For answers that invite a repetition, in seconds. */
  readonly retryAfter?: number;
}

/** An answer whose body comes while it is sent. It is iterated over, or ended, by the one that takes it. */
export type StreamedReply = Omit<Reply, 'body'> & { readonly body: AsyncIterable<Uint8Array> };

export type Answer = Reply | StreamedReply;

export function isStreamed(answer: Answer): answer is StreamedReply {
  return !(answer.body instanceof Uint8Array);
}

export function isJson({ contentType }: Pick<Reply, 'contentType'>): boolean {
  return contentType === undefined || /^application\/json\b/i.test(contentType);
}

export function jsonReply(value: unknown, status = 200): Reply {
  return { status, body: Buffer.from(JSON.stringify(value)) };
}
