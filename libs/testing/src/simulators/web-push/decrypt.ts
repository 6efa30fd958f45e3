import { createDecipheriv, createECDH, hkdfSync, type ECDH } from 'node:crypto';

/** The keys of a browser's subscription, private part included. */
export interface ReceiverKeys {
  readonly ecdh: ECDH;
  /** 16 bytes that both sides know. */
  readonly auth: Buffer;
}

const CURVE = 'prime256v1';
const SALT_BYTES = 16;
const HEADER_BYTES_MIN = SALT_BYTES + 4 + 1;
const TAG_BYTES = 16;
const PUBLIC_KEY_BYTES = 65;
/** Delimiter of the last record. */
const LAST_RECORD = 2;

/** Keys of one's own, or those with that private key. */
export function receiverKeys(auth: Buffer, privateKey?: Buffer): ReceiverKeys {
  const ecdh = createECDH(CURVE);
  if (privateKey === undefined) ecdh.generateKeys();
  else ecdh.setPrivateKey(privateKey);
  return { ecdh, auth };
}

/**
 * Decrypts a message as a browser does.
 *
 * Source: RFC 8291 (keys), RFC 8188 (aes128gcm): salt (16), record size (4), length of the key id (1), key id = the sender's public key,
 * then a single record, whose text ends with a delimiter and padding.
 *
 * @returns undefined when the message was not made for these keys, or was changed
 */
export function decrypt(message: Buffer, { ecdh, auth }: ReceiverKeys): Buffer | undefined {
  if (message.length < HEADER_BYTES_MIN) return undefined;
  const salt = message.subarray(0, SALT_BYTES);
  const recordSize = message.readUInt32BE(SALT_BYTES);
  const keyEnd = HEADER_BYTES_MIN + message.readUInt8(SALT_BYTES + 4);
  const senderKey = message.subarray(HEADER_BYTES_MIN, keyEnd);
  const record = message.subarray(keyEnd);
  if (senderKey.length !== PUBLIC_KEY_BYTES || record.length <= TAG_BYTES || record.length > recordSize) return undefined;
  try {
    const shared = ecdh.computeSecret(senderKey);
    const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), senderKey]);
    const secret = Buffer.from(hkdfSync('sha256', shared, auth, keyInfo, 32));
    const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
    const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(record.subarray(-TAG_BYTES));
    return unpadded(Buffer.concat([decipher.update(record.subarray(0, -TAG_BYTES)), decipher.final()]));
  } catch {
    return undefined; // no point of the curve, or a tag that does not fit
  }
}

function unpadded(padded: Buffer): Buffer | undefined {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end -= 1;
  return padded[end] === LAST_RECORD ? padded.subarray(0, end) : undefined;
}
