import type { IncomingMessage } from 'node:http';

/** The body of an upload, as far as it is known when its route is found. */
export interface SentFile {
  readonly request: IncomingMessage;
  /** True while nobody has read the body: then it holds the bytes. Otherwise they are in the input of the call, in base64. */
  readonly isUnread: boolean;
  /** `_ContentType` of a body that was read, else the request's own; of the client, unchecked. */
  readonly contentType: string | undefined;
}
