import type { RestReply } from '@parlance/contracts';

/** An answer's final bytes: printed once here, and passed on unread from here on. */
export function restReply(body: unknown): RestReply {
  return { status: 200, body: Buffer.from(JSON.stringify(body)) };
}

/** The same of a body that is printed already. */
export function printedReply(body: Uint8Array): RestReply {
  return { status: 200, body };
}

/** The same for an object that came into being. */
export function createdReply(className: string, objectId: string, body: unknown): RestReply {
  return { status: 201, location: `/classes/${className}/${encodeURIComponent(objectId)}`, body: Buffer.from(JSON.stringify(body)) };
}
