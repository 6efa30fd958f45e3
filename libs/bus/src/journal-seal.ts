import type { Msg } from '@nats-io/transport-node';
import type { Link } from './link.ts';
import { FIELD, type Fields } from './wire/fields.ts';

/** Header fields of an entry of a journal. @param subject with the prefix of the deployment */
export function journalFields({ seals }: Pick<Link, 'seals'>, subject: string, body: Uint8Array): Fields {
  const moment = String(Date.now());
  const fields: Fields = { [FIELD.moment]: moment };
  if (seals !== undefined) fields[FIELD.seal] = seals.seal({ kind: 'journal', subject, value: moment, body });
  return fields;
}

/** True for an entry that a process with the deployment's key has appended, however long ago; for any, where there is no key. */
export function isJournalEntry(
  { seals }: Pick<Link, 'seals'>,
  { subject, headers, data: body }: Pick<Msg, 'subject' | 'headers' | 'data'>,
): boolean {
  if (seals === undefined) return true;
  const value = headers?.get(FIELD.moment) ?? '';
  return seals.isGenuine(headers?.get(FIELD.seal) ?? '', { kind: 'journal', subject, value, body });
}
