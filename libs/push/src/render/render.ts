import type { ProviderName } from '../provider.ts';
import { APPLE_TYPES } from '../routing/device-types.ts';
import { renderApns } from './apns.ts';
import type { PushContent, RenderContext } from './content.ts';
import { renderFcm, renderFcmForApple } from './fcm.ts';
import type { Rendered } from './rendered.ts';
import { renderWebPush } from './web-push.ts';
import { renderMpns, renderWns } from './windows.ts';

const RENDERERS: Readonly<Record<ProviderName, (content: PushContent, context: RenderContext) => Rendered>> = {
  apns: renderApns,
  fcm: renderFcm,
  wns: renderWns,
  mpns: renderMpns,
  webpush: renderWebPush,
};

/**
 * The payload of a push for all devices that one credential serves. No device is in it, and no content is changed by it.
 *
 * @param content in one language (textsOf)
 * @param deviceType tells devices of Apple behind FCM from those of Android
 */
export function render(provider: ProviderName, deviceType: string, content: PushContent, context: RenderContext): Rendered {
  if (provider === 'fcm' && APPLE_TYPES.has(deviceType) && content.rawPayload === undefined) return renderFcmForApple(content, context);
  return RENDERERS[provider](content, context);
}
