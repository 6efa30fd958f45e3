import type { Msg } from '@nats-io/transport-node';
import type { Link } from './link.ts';
import { FIELD, type Fields } from './wire/fields.ts';

/** How old, or ahead of our clock, a sealed announcement may be, in milliseconds: one that was overheard is worth nothing after that. */
const AGE_MS_MAX = 30_000;

/** Header fields of a message to everybody. @param subject with the prefix of the deployment */
export function announcementFields({ seals }: Pick<Link, 'seals'>, origin: string, subject: string, body: Uint8Array): Fields {
  const fields: Fields = { [FIELD.origin]: origin };
  if (seals === undefined) return fields;
  const moment = String(Date.now());
  fields[FIELD.moment] = moment;
  fields[FIELD.seal] = seals.seal({ kind: 'event', subject, value: `${origin}|${moment}`, body });
  return fields;
}

/** True for a message to everybody that a process with the deployment's key has sent just now; for any, where there is no key. */
export function isAnnouncement({ seals }: Pick<Link, 'seals'>, subject: string, { headers, data: body }: Msg): boolean {
  if (seals === undefined) return true;
  const moment = headers?.get(FIELD.moment) ?? '';
  if (!(Math.abs(Date.now() - Number(moment)) <= AGE_MS_MAX)) return false;
  const value = `${headers?.get(FIELD.origin)}|${moment}`;
  return seals.isGenuine(headers?.get(FIELD.seal) ?? '', { kind: 'event', subject, value, body });
}
