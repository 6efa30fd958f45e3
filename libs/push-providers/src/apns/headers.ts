import { hash } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http2';
import type { Message } from '@parlance/push';

const TOKEN = /^[0-9a-fA-F]{64,200}$/;
const COLLAPSE_ID_BYTES_MAX = 64;
/** APNs keeps no message longer; without the header it is not said how long it keeps one. */
const KEPT_MS_MAX = 30 * 86_400_000;
/** Names of apns-ids: the same push to the same installation has the same one, whoever sends it. */
const NAMESPACE = Buffer.from('6e0d8c1f4c0b5a4e9d3b2f7a1c5e8d90', 'hex');

/** Suffixes that topics of some types have. Source: Apple, "Sending notification requests to APNs". */
const TOPIC_SUFFIXES: Readonly<Record<string, string>> = {
  voip: '.voip',
  complication: '.complication',
  fileprovider: '.pushkit.fileprovider',
  liveactivity: '.push-type.liveactivity',
  location: '.location-query',
  pushtotalk: '.voip-ptt',
};

/** Whether a device token may stand in a path. */
export function isApnsToken(token: string): boolean {
  return TOKEN.test(token);
}

/**
 * The headers of a message, without those of the connection's credential.
 *
 * @param now milliseconds since the epoch
 */
export function apnsHeaders(message: Message, topic: string | undefined, now: number): OutgoingHttpHeaders {
  const type = message.pushType ?? 'alert';
  const headers: OutgoingHttpHeaders = {
    ':method': 'POST',
    ':path': `/3/device/${message.to}`,
    'apns-push-type': type,
    'apns-priority': String(type === 'background' ? 5 : (message.priority ?? 10)),
    'apns-expiration': String(Math.floor((message.expiresAt ?? now + KEPT_MS_MAX) / 1_000)),
    'apns-id': apnsId(message),
  };
  const bundle = message.topic ?? topic;
  if (bundle !== undefined) headers['apns-topic'] = topicOf(bundle, type);
  if (message.collapseId !== undefined) headers['apns-collapse-id'] = collapseIdOf(message.collapseId);
  return headers;
}

/** UUID of version 5 (RFC 9562, section 5.5) of the push and the installation, for tracing. */
export function apnsId({ pushId, installation }: Pick<Message, 'pushId' | 'installation'>): string {
  const name = Buffer.concat([NAMESPACE, Buffer.from(`${pushId}:${installation}`)]);
  const bytes = hash('sha1', name, 'buffer').subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function topicOf(bundle: string, type: string): string {
  const suffix = TOPIC_SUFFIXES[type];
  return suffix === undefined || bundle.endsWith(suffix) ? bundle : `${bundle}${suffix}`;
}

/** An id that is too long, or cannot stand in a header, becomes its hash: messages collapse as before. */
function collapseIdOf(id: string): string {
  return id.length <= COLLAPSE_ID_BYTES_MAX && /^[\x21-\x7e]+$/.test(id) ? id : hash('sha256', id, 'base64url');
}
