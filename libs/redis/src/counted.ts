import { createHash } from 'node:crypto';

/** Longer keys are counted under their digest. */
const KEY_LENGTH_MAX = 128;

/** The subject of a count. Two apps never share one. */
export interface Counted {
  readonly app: string;
  /** An address by addressKey(), the id of a user, the digest of a session token: never a secret itself. */
  readonly key: string;
}

/** App ids have no colon in them, so that no key of one app is a key of another. */
export function countedKey({ app, key }: Counted): string {
  return `${app}:${key.length <= KEY_LENGTH_MAX ? key : createHash('sha256').update(key).digest('base64url')}`;
}
