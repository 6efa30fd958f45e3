import type { push } from '@parlance/contracts';
import {
  APPLE_TYPES,
  badgeOf,
  countKey,
  isTimeZone,
  offsetMinutes,
  payloadOf,
  render,
  routeTo,
  textsOf,
  type Message,
  type PushContent,
  type Rendered,
  type Sender,
  type Target,
} from '@parlance/push';
import { audienceOf } from './audience-of.ts';
import type { Credentials } from './credentials.ts';
import type { Delivery, Prepared, Skipped, Waits } from './delivery.ts';
import type { DeliveryRules } from './delivery-rules.ts';

type Body = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);
const OVERRIDES = ['notification', 'rawPayload', 'apns', 'android', 'windows', 'web'] as const;
/** Payloads of one push that are remembered: languages times apps times platforms. */
const RENDERED_MAX = 1_000;

/**
 * One push of an app as it goes to installations. Payloads are made once for all installations that get the same.
 *
 * @param now milliseconds since the epoch
 */
export function deliveryOf(claim: push.PushClaim, credentials: Credentials, rules: DeliveryRules, now: () => number): Delivery {
  const { body, pushId, pushHash, appName, dueAt, expiresAt, local } = claim;
  const data = isObject(body['data']) ? body['data'] : {};
  const overrides = Object.fromEntries(OVERRIDES.flatMap((name) => (isObject(body[name]) ? [[name, body[name]] as const] : [])));
  const texts = textsOf(data);
  const isLocalised = texts.all.length > 1;
  const badge = badgeOf(data);
  const rendered = new Map<string, Rendered>();

  function renderedFor(sender: Sender, target: Target, locale: string, content: PushContent): Rendered {
    const { deviceType, appIdentifier } = target;
    const topic = sender.appIdentifier ?? appIdentifier;
    const key = JSON.stringify([sender.credential, deviceType, topic ?? null, locale]);
    const known = rendered.get(key);
    if (known !== undefined) return known;
    const context = {
      pushId,
      pushHash,
      time: dueAt,
      ...(appName === undefined ? {} : { appName }),
      ...(topic === undefined ? {} : { topic }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
    const made = render(sender.provider, deviceType, content, context);
    if (rendered.size < RENDERED_MAX) rendered.set(key, made);
    return made;
  }

  function prepare(target: Target): Prepared | Skipped | Waits {
    const route = routeTo(target, credentials.senders);
    if (route.kind === 'skip') return { skip: route.reason };
    const text = texts.forLocale(target.localeIdentifier);
    if (text === undefined) return { skip: 'noText' };
    const { sender, to } = route;
    const [first] = to;
    if (first === undefined) return { skip: 'noToken' };
    const quiet = claim.exempt ? undefined : rules.quiet(target.timeZone, claim, now());
    if (quiet !== undefined) return quiet;
    const made = renderedFor(sender, target, text.locale, { ...overrides, data: text.data });
    const hasBadge = badge !== undefined && APPLE_TYPES.has(target.deviceType);
    return {
      target,
      credential: sender.credential,
      ...(isLocalised ? { locale: countKey(text.locale) } : {}),
      ...(local !== undefined && target.timeZone !== undefined && isTimeZone(target.timeZone)
        ? { offset: String(offsetMinutes(target.timeZone, dueAt)) }
        : {}),
      hasBadge,
      hasOthers: to.length > 1,
      message: (stored) => messageOf(made, first, target, stored),
    };
  }

  function messageOf(made: Rendered, to: string, { objectId, deviceType, badge: last }: Target, stored: number | undefined): Message {
    const { provider, topic, pushType, priority, collapseId } = made;
    const shown = APPLE_TYPES.has(deviceType) ? (stored ?? last) : undefined;
    return {
      provider,
      pushId,
      installation: objectId,
      to,
      ...(topic === undefined ? {} : { topic }),
      ...(pushType === undefined ? {} : { pushType }),
      ...(priority === undefined ? {} : { priority }),
      ...(collapseId === undefined ? {} : { collapseId }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      payload: payloadOf(made, shown),
    };
  }

  const cap = claim.exempt ? undefined : rules.cap;
  return {
    isFor: audienceOf(claim.group),
    prepare,
    cap,
    badge: changeOf(badge),
    way: (credential) => credentials.way(credential),
    isCrowded: () => credentials.isCrowded,
  };
}

function changeOf(badge: ReturnType<typeof badgeOf>): Delivery['badge'] {
  if (badge === undefined) return undefined;
  return badge.kind === 'set' ? { to: badge.value } : { by: badge.amount };
}
