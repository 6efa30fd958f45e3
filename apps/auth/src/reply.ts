import type { RestReply } from '@parlance/contracts';

/** An answer of this service, written once. */
export function restReply(value: unknown, status: RestReply['status'] = 200, location?: string): RestReply {
  const body = Buffer.from(JSON.stringify(value));
  return location === undefined ? { status, body } : { status, location, body };
}
