import { readContent } from '../request/content.ts';
import type { ProviderName } from '../provider.ts';
import { textsOf } from '../text/locales.ts';
import { WIDEST_BADGE } from './badge.ts';
import type { RenderContext } from './content.ts';
import { render } from './render.ts';
import { bytesOf, payloadOf } from './rendered.ts';
import { assertLocales, sizeLimit } from './sizes.ts';

/** A payload as one kind of device gets it. */
export interface Preview {
  readonly deviceType: string;
  readonly provider: ProviderName;
  /** Of the largest payload of all languages, with the widest badge. */
  readonly bytes: number;
  readonly limit: number;
  /** In the default language. */
  readonly payload: string;
}

/** One device type for each provider. */
const SHOWN: readonly (readonly [string, ProviderName])[] = [
  ['ios', 'apns'],
  ['android', 'fcm'],
  ['winrt', 'wns'],
  ['winphone', 'mpns'],
  ['web', 'webpush'],
];

/**
 * The payloads of `data`, the member of a push, for all providers. Payloads that are too large are among them.
 *
 * @throws PushMisconfigured (115), IncorrectType (111) as a push of it
 */
export function previewsOf(data: unknown, context: RenderContext): readonly Preview[] {
  const content = readContent(data, {});
  const { all } = textsOf(content.data);
  assertLocales(all.length);
  return SHOWN.map(([deviceType, provider]) => {
    const rendered = all.map(({ data: texts }) => render(provider, deviceType, { ...content, data: texts }, context));
    const [shown = render(provider, deviceType, content, context)] = rendered;
    const bytes = Math.max(...[shown, ...rendered].map((each) => bytesOf(payloadOf(each, WIDEST_BADGE))));
    return { deviceType, provider, bytes, limit: sizeLimit(shown), payload: payloadOf(shown, 1) };
  });
}
