import type { Body, Exchange } from '../frame/exchange.ts';
import { isRecord, pushIdIn } from '../frame/json.ts';
import type { Arrival } from '../frame/simulator.ts';
import type { ApnsReason } from './answers.ts';

/** The types of pushes, and the part behind the bundle id in the topic of each. Source: Apple, "Sending notification requests to APNs". */
const TOPIC_SUFFIX = {
  alert: '',
  background: '',
  mdm: '',
  location: '.location-query',
  voip: '.voip',
  complication: '.complication',
  fileprovider: '.pushkit.fileprovider',
  liveactivity: '.push-type.liveactivity',
  pushtotalk: '.voip-ptt',
} as const;
type PushType = keyof typeof TOPIC_SUFFIX;

const PAYLOAD_BYTES_MAX = 4_096;
const VOIP_PAYLOAD_BYTES_MAX = 5_120;
const COLLAPSE_ID_BYTES_MAX = 64;
const DEVICE_PATH = '/3/device/';
const TOKEN = /^[0-9a-f]{64,200}$/i;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

type Checked<T> = { readonly refusal: ApnsReason } | { readonly value: T };
const refuse = (refusal: ApnsReason) => ({ refusal });

/** The device's token in the path. */
export function checkTarget({ method, path }: Exchange): Checked<string> {
  if (!path.startsWith(DEVICE_PATH)) return refuse('BadPath');
  if (method !== 'POST') return refuse('MethodNotAllowed');
  const token = path.slice(DEVICE_PATH.length);
  if (token === '') return refuse('MissingDeviceToken');
  return TOKEN.test(token) ? { value: token.toLowerCase() } : refuse('BadDeviceToken');
}

interface ApnsHeaders {
  readonly type: PushType | undefined;
  readonly facts: Readonly<Record<string, string>>;
}

/**
 * @param bundleIds apps whose topics the credential may use
 * @param certificateTopic stands in for a topic that is missing; undefined without a client certificate
 */
export function checkHeaders(exchange: Exchange, bundleIds: readonly string[], certificateTopic: string | undefined): Checked<ApnsHeaders> {
  if (hasDoubles(exchange.rawHeaders)) return refuse('DuplicateHeaders');
  const facts: Record<string, string> = {};
  for (const name of ['apns-id', 'apns-topic', 'apns-push-type', 'apns-priority', 'apns-expiration', 'apns-collapse-id']) {
    const value = exchange.headers[name];
    if (typeof value === 'string') facts[name] = value;
  }
  const { 'apns-id': id, 'apns-push-type': type, 'apns-priority': priority, 'apns-expiration': expiration } = facts;
  const collapseId = facts['apns-collapse-id'];
  const topic = facts['apns-topic'] ?? certificateTopic;
  if (id !== undefined && !UUID.test(id)) return refuse('BadMessageId');
  if (expiration !== undefined && !/^\d{1,11}$/.test(expiration)) return refuse('BadExpirationDate');
  if (priority !== undefined && !['10', '5', '1'].includes(priority)) return refuse('BadPriority');
  if (collapseId !== undefined && Buffer.byteLength(collapseId) > COLLAPSE_ID_BYTES_MAX) return refuse('BadCollapseId');
  if (type !== undefined && !isPushType(type)) return refuse('InvalidPushType');
  if (topic === undefined || topic === '') return refuse('MissingTopic');
  const suffix = type === undefined ? '' : TOPIC_SUFFIX[type];
  if (!topic.endsWith(suffix)) return refuse('BadTopic');
  const bundleId = topic.slice(0, topic.length - suffix.length);
  if (!bundleIds.includes(bundleId)) return refuse(isForOtherType(bundleId, bundleIds) ? 'BadTopic' : 'TopicDisallowed');
  if (type === 'background' && priority !== '5') return refuse('BadPriority');
  return { value: { type, facts: { ...facts, 'apns-topic': topic } } };
}

/** @param body undefined bytes never come here: a client that gave up gets no answer */
export function checkPayload(body: Body, token: string, { type, facts }: ApnsHeaders): Checked<Arrival> {
  if (body.size === 0) return refuse('PayloadEmpty');
  if (body.size > (type === 'voip' ? VOIP_PAYLOAD_BYTES_MAX : PAYLOAD_BYTES_MAX)) return refuse('PayloadTooLarge');
  const payload = body.bytes.toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(payload);
  } catch {
    return refuse('PayloadEmpty');
  }
  if (!isRecord(json)) return refuse('PayloadEmpty');
  const { aps } = json;
  if (!isRecord(aps) && (type === undefined || type === 'alert' || type === 'background' || type === 'liveactivity')) {
    return refuse('PayloadEmpty');
  }
  if (type === 'background' && isRecord(aps) && ['alert', 'sound', 'badge'].some((key) => key in aps)) return refuse('InvalidPushType');
  return { value: { token, pushId: pushIdIn(json), payload, facts } };
}

const isPushType = (type: string): type is PushType => Object.hasOwn(TOPIC_SUFFIX, type);

const isForOtherType = (topic: string, bundleIds: readonly string[]): boolean =>
  Object.values(TOPIC_SUFFIX).some(
    (suffix) => suffix !== '' && topic.endsWith(suffix) && bundleIds.includes(topic.slice(0, -suffix.length)),
  );

/** A header of APNs that came twice; Node joins the two values, so the names as they came are counted. */
function hasDoubles(rawHeaders: readonly string[]): boolean {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (!name.startsWith('apns-')) continue;
    if (seen.has(name)) return true;
    seen.add(name);
  }
  return false;
}
