import { ParseError } from '@parlance/errors';
import type { ProviderName } from '../provider.ts';
import { textsOf } from '../text/locales.ts';
import { WIDEST_BADGE } from './badge.ts';
import type { PushContent, RenderContext } from './content.ts';
import { render } from './render.ts';
import { bytesOf, payloadOf, type Rendered } from './rendered.ts';

/** The largest payload that each provider takes, in bytes of UTF-8. Source: docs/contract/30-push-engine.md section 3.1. */
const LIMITS: Readonly<Record<ProviderName, number>> = { apns: 4_096, fcm: 4_096, wns: 5_000, mpns: 5_000, webpush: 3_993 };
const VOIP_LIMIT = 5_120;
const LABELS: Readonly<Record<ProviderName, string>> = { apns: 'APNs', fcm: 'FCM', wns: 'WNS', mpns: 'Windows Phone', webpush: 'Web Push' };
/** Every language is rendered for every platform before a push is accepted. */
export const LOCALES_MAX = 200;

export function sizeLimit({ provider, pushType }: Pick<Rendered, 'provider' | 'pushType'>): number {
  return provider === 'apns' && pushType === 'voip' ? VOIP_LIMIT : LIMITS[provider];
}

/**
 * Refuses a payload that is too large for a provider in any language, measured with the widest badge and the keys of tracking in it.
 *
 * @param platforms device types, each with a provider that serves it
 * @throws PushMisconfigured (115) with platform, locale and number of bytes
 */
export function assertSizes(content: PushContent, platforms: readonly (readonly [string, ProviderName])[], context: RenderContext): void {
  const { all } = textsOf(content.data);
  assertLocales(all.length);
  for (const { locale, data } of all) {
    for (const [deviceType, provider] of platforms) {
      const rendered = render(provider, deviceType, { ...content, data }, context);
      const bytes = bytesOf(payloadOf(rendered, WIDEST_BADGE));
      const limit = sizeLimit(rendered);
      if (bytes > limit) {
        throw tooLarge(`The payload for ${LABELS[provider]} in locale ${locale} has ${bytes} bytes; at most ${limit} are allowed.`);
      }
    }
  }
}

/** @throws PushMisconfigured (115) */
export function assertLocales(count: number): void {
  if (count > LOCALES_MAX) throw tooLarge(`The payload has texts for ${count} locales; at most ${LOCALES_MAX} are allowed.`);
}

export function tooLarge(message: string): ParseError {
  return new ParseError('PushMisconfigured', message);
}
