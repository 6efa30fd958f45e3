import { hash } from 'node:crypto';
import type { config } from '@parlance/contracts';

/** MongoDB refuses longer names of databases, in bytes; ours are ASCII. */
export const DATABASE_NAME_MAX = 63;
const DIGEST_LENGTH = 8;

/**
 * The database of an app that declares none: `app_<id>`, or with a digest of the id behind it, shortened to the length that MongoDB allows.
 *
 * @param plain false when another app has the plain name: MongoDB takes names that differ only by case for the same
 */
export function databaseName(prefix: string, appId: string, plain: boolean): string {
  const name = prefix + appId;
  if (plain && name.length <= DATABASE_NAME_MAX) return name;
  const digest = hash('sha256', appId, 'hex').slice(0, DIGEST_LENGTH);
  return `${name.slice(0, DATABASE_NAME_MAX - DIGEST_LENGTH - 1)}_${digest}`;
}

/**
 * Names the place where an app's objects are, such that equal places have equal claims. The address enters as a digest only.
 *
 * @param ownUri the deployment's own MongoDB, which an app may also name explicitly
 */
export function databaseClaim({ uri, name, collectionPrefix }: config.AppDatabase, ownUri: string): string {
  const server = uri === undefined || place(uri) === place(ownUri) ? 'own' : hash('sha256', uri, 'hex').slice(0, 16);
  return `${server}/${name.toLowerCase()}/${collectionPrefix}`;
}

/** The files by which a process trusts a server are no part of the place: they are added to the deployment's own address at the start. */
function place(uri: string): string {
  const [server = '', query = ''] = uri.split('?', 2);
  const kept = query.split('&').filter((parameter) => parameter !== '' && !/^tls(?:CAFile|CertificateKeyFile)?=/.test(parameter));
  return `${server.replace(/\/$/, '')}?${kept.join('&')}`;
}

/** Two places overlap when one could hold a collection of the other: same database, and one prefix begins with the other. */
export function claimsOverlap(left: string, right: string): boolean {
  const [leftDatabase, leftPrefix] = split(left);
  const [rightDatabase, rightPrefix] = split(right);
  return leftDatabase === rightDatabase && (leftPrefix.startsWith(rightPrefix) || rightPrefix.startsWith(leftPrefix));
}

function split(claim: string): [database: string, prefix: string] {
  const at = claim.indexOf('/', claim.indexOf('/') + 1);
  return [claim.slice(0, at), claim.slice(at + 1)];
}
