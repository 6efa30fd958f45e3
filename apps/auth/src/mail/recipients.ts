import type { RequestContext } from '@parlance/contracts';
import { USER } from '@parlance/platform-classes';
import type { JsonObject } from '@parlance/values';
import { bearerOf, type MailKind } from '../records/mail-links.ts';
import type { PlatformObjects } from '@parlance/platform-objects';
import { userRecord, type UserRecord } from '../records/user-record.ts';
import { secretDigest } from '../tokens/index.ts';
import type { Recipient } from './mail-job.ts';

/** A user, the address their mail goes to, and the condition that it still is theirs. */
export interface Addressee {
  readonly user: UserRecord;
  readonly address: string;
  readonly meets: JsonObject;
}

const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** The recipient of a mail that is void once the user has another address. */
export function recipientOf({ objectId: userId }: Pick<UserRecord, 'objectId'>, address: string): Recipient {
  return { by: 'id', userId, addressKey: addressKey(address) };
}

/** Looks up the user a mail is for. @returns undefined when there is none, or none with that address any more */
export async function findAddressee(
  objects: PlatformObjects,
  kind: MailKind,
  recipient: Recipient,
  context: RequestContext,
): Promise<Addressee | undefined> {
  const user = await findUser(objects, kind, recipient, context);
  const addressee = user === undefined ? undefined : addresseeOf(user, kind);
  if (recipient.by !== 'id' || recipient.addressKey === undefined || addressee === undefined) return addressee;
  return addressKey(addressee.address) === recipient.addressKey ? addressee : undefined;
}

/** A user with this e-mail comes before one with this name: nobody gets another's mail by taking their address for a name. */
export async function findByAddress(
  objects: PlatformObjects,
  kind: MailKind,
  address: string,
  context: RequestContext,
): Promise<UserRecord | undefined> {
  const where: JsonObject = kind === 'verification' ? { email: address } : { $or: [{ email: address }, { username: address }] };
  const found = (await objects.findAll(USER, where, 2, context)).map(userRecord);
  return found.find(({ email }) => email === address) ?? found[0];
}

async function findUser(
  objects: PlatformObjects,
  kind: MailKind,
  recipient: Recipient,
  context: RequestContext,
): Promise<UserRecord | undefined> {
  if (recipient.by === 'address') return findByAddress(objects, kind, recipient.address, context);
  const found = await objects.find(USER, whereOf(kind, recipient), context);
  return found === undefined ? undefined : userRecord(found);
}

function whereOf(kind: MailKind, recipient: Exclude<Recipient, { readonly by: 'address' }>): JsonObject {
  switch (recipient.by) {
    case 'id':
      return { objectId: recipient.userId };
    case 'username':
      return { username: recipient.username };
    case 'link':
      return bearerOf(kind, recipient.digest);
  }
}

/** A name that is an address serves to choose a new password, where there is no e-mail; it is never verified. */
function addresseeOf(user: UserRecord, kind: MailKind): Addressee | undefined {
  const { email, username } = user;
  if (email !== undefined) return { user, address: email, meets: { email } };
  if (kind === 'verification' || username === undefined || !ADDRESS.test(username)) return undefined;
  return { user, address: username, meets: { username, email: { $exists: false } } };
}

/** Tells mails of a kind to one recipient of an app from all others, without holding an address. */
export function recipientKey(app: string, kind: MailKind, recipient: Recipient): string {
  return secretDigest(JSON.stringify([app, kind, recipient]), 'mail recipient');
}

function addressKey(address: string): string {
  return secretDigest(address, 'mail address');
}
