import { hash, randomBytes } from 'node:crypto';

const ID_BYTES = 8;
const SECRET_BYTES = 32;

/** A token, `parlance_<id>_<secret>`, both in hexadecimal digits: its digest alone is kept. */
export function newToken() {
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = `parlance_${id}_${randomBytes(SECRET_BYTES).toString('hex')}`;
  return { id, secret, digest: hash('sha256', secret, 'base64') };
}
