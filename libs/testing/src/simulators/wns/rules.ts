import type { IncomingHttpHeaders } from 'node:http';
import type { Body } from '../frame/exchange.ts';
import { parseJson, pushIdIn } from '../frame/json.ts';
import { parseXml } from '../frame/xml.ts';
import type { WnsRefusal } from './answers.ts';

const PAYLOAD_BYTES_MAX = 5_000;

/** The element at the root of each type; undefined for the one whose bytes are the app's own. */
const ROOT = { 'wns/toast': 'toast', 'wns/tile': 'tile', 'wns/badge': 'badge', 'wns/raw': undefined } as const;

const FORM: Readonly<Record<string, RegExp>> = {
  'x-wns-cache-policy': /^(cache|no-cache)$/,
  'x-wns-requestforstatus': /^(true|false)$/,
  'x-wns-suppresspopup': /^(true|false)$/,
  'x-wns-tag': /^[a-zA-Z0-9]{1,16}$/,
  'x-wns-group': /^[a-zA-Z0-9]{1,16}$/,
  'x-wns-ttl': /^[1-9]\d{0,9}$/,
};

export type WnsChecked =
  | { readonly refusal: WnsRefusal; readonly detail: string }
  | { readonly payload: string; readonly pushId: string; readonly facts: Readonly<Record<string, string>> };

const bad = (detail: string): WnsChecked => ({ refusal: 'BadRequest', detail });

export function checkNotification(headers: IncomingHttpHeaders, body: Body): WnsChecked {
  const type = headers['x-wns-type'];
  if (typeof type !== 'string' || !isType(type)) return bad('X-WNS-Type is missing or unknown.');
  const contentType = headers['content-type']?.split(';')[0];
  const expected = type === 'wns/raw' ? 'application/octet-stream' : 'text/xml';
  if (contentType !== expected) return bad(`Content-Type has to be ${expected}.`);
  if (headers['content-length'] === undefined) return bad('Content-Length is missing.');
  const facts: Record<string, string> = { 'x-wns-type': type };
  for (const [name, form] of Object.entries(FORM)) {
    const value = headers[name];
    if (value === undefined) continue;
    if (typeof value !== 'string' || !form.test(value)) return bad(`${name} is malformed.`);
    facts[name] = value;
  }
  if (body.size > PAYLOAD_BYTES_MAX) return { refusal: 'TooLarge', detail: 'The payload has more than 5000 bytes.' };
  if (body.size === 0) return bad('The payload is empty.');
  const payload = body.bytes.toString('utf8');
  const root = ROOT[type];
  if (root === undefined) return { payload, pushId: pushIdIn(parseJson(payload)), facts };
  const notification = parseXml(payload);
  if (notification?.name !== root) return bad(`The payload is no well-formed <${root}>.`);
  return { payload, pushId: pushIdIn(parseJson(notification.attributes.launch ?? '')), facts };
}

const isType = (type: string): type is keyof typeof ROOT => Object.hasOwn(ROOT, type);
