import type { IncomingHttpHeaders } from 'node:http';
import type { Body } from '../frame/exchange.ts';
import { parseJson, pushIdIn } from '../frame/json.ts';
import { findElement, parseXml } from '../frame/xml.ts';

const PAYLOAD_BYTES_MAX = 5_000;
const NAMESPACE = 'WPNotification';

/** The element inside the notification for each target, and the classes of delivery: at once, within 450 s, within 900 s. */
const TARGETS = {
  toast: { element: 'Toast', classes: ['2', '12', '22'] },
  token: { element: 'Tile', classes: ['1', '11', '21'] },
} as const;

export type WinphoneChecked =
  | { readonly refusal: 'BadRequest' | 'TooLarge' }
  | { readonly payload: string; readonly pushId: string; readonly facts: Readonly<Record<string, string>> };

const bad = { refusal: 'BadRequest' } as const;

/** Checks a toast or a tile. A raw notification has no target, and class 3, 13 or 23. */
export function checkNotification(headers: IncomingHttpHeaders, body: Body): WinphoneChecked {
  const target = headers['x-windowsphone-target'];
  const deliveryClass = headers['x-notificationclass'];
  if (typeof deliveryClass !== 'string' || (target !== undefined && typeof target !== 'string')) return bad;
  if (body.size === 0) return bad;
  if (body.size > PAYLOAD_BYTES_MAX) return { refusal: 'TooLarge' };
  const payload = body.bytes.toString('utf8');
  const facts = { 'x-notificationclass': deliveryClass, ...(target === undefined ? {} : { 'x-windowsphone-target': target }) };
  if (target === undefined) {
    return ['3', '13', '23'].includes(deliveryClass) ? { payload, pushId: pushIdIn(parseJson(payload)), facts } : bad;
  }
  if (target !== 'toast' && target !== 'token') return bad;
  const { element, classes } = TARGETS[target];
  if (!classes.some((known) => known === deliveryClass) || headers['content-type']?.split(';')[0] !== 'text/xml') return bad;
  const root = parseXml(payload);
  if (root?.namespace !== NAMESPACE || root.name !== 'Notification') return bad;
  const part = findElement(root, element);
  if (part?.namespace !== NAMESPACE) return bad;
  const param = findElement(part, 'Param')?.text ?? '';
  return { payload, pushId: pushIdIn(pushJsonIn(param)), facts };
}

/** The payload that a toast carries for the app: `?pushJson=<url-encoded JSON>`. */
export function pushJsonIn(param: string): unknown {
  return parseJson(new URLSearchParams(param.slice(param.indexOf('?') + 1)).get('pushJson') ?? '');
}
