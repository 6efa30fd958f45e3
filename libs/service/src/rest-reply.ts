import type { RestReply } from '@parlance/contracts';

/** The answer of a REST operation: final JSON, written once here and passed on unread. @param location relative to the mount */
export function restReply(value: unknown, status: RestReply['status'] = 200, location?: string): RestReply {
  const body = Buffer.from(JSON.stringify(value));
  return location === undefined ? { status, body } : { status, location, body };
}
