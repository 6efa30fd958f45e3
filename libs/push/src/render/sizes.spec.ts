import { describe, expect, it } from 'vitest';
import type { ProviderName } from '../provider.ts';
import type { PushContent, RenderContext } from './content.ts';
import { assertSizes } from './sizes.ts';

const CONTEXT: RenderContext = { pushId: 'push123456', pushHash: 'd41d8cd98f00b204e9800998ecf8427e', time: Date.UTC(2026, 11, 25) };
const refusal = (content: PushContent, deviceType: string, provider: ProviderName): string | undefined => {
  try {
    assertSizes(content, [[deviceType, provider]], CONTEXT);
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 115 });
    return (error as Error).message;
  }
};

describe('PSH-08 T11 a payload that a provider would not take', () => {
  it.each([
    ['ios', 'apns', 'APNs', 4_096, {}],
    ['ios', 'apns', 'APNs', 5_120, { push_type: 'voip' }],
    ['android', 'fcm', 'FCM', 4_096, {}],
    ['winrt', 'wns', 'WNS', 5_000, {}],
    ['web', 'webpush', 'Web Push', 3_993, {}],
  ] as const)('is refused for %s at one byte above the limit of %s', (deviceType, provider, label, limit, more) => {
    const padded = (length: number) => ({ data: { ...more, x: 'x'.repeat(length) } });
    const begin = Number(/has (\d+) bytes/.exec(refusal(padded(10_000), deviceType, provider) ?? '')?.[1]) - 10_000;
    expect(refusal(padded(limit - begin), deviceType, provider)).toBeUndefined();
    expect(refusal(padded(limit - begin + 1), deviceType, provider)).toBe(
      `The payload for ${label} in locale default has ${limit + 1} bytes; at most ${limit} are allowed.`,
    );
  });

  it('is measured in bytes, in every locale', () => {
    const data = { alert: 'a', 'alert-de': 'ü'.repeat(2_000), 'alert-fr-CA': 'ü'.repeat(2_100) };
    expect(refusal({ data }, 'ios', 'apns')).toMatch(
      /^The payload for APNs in locale fr-ca has 4\d\d\d bytes; at most 4096 are allowed\.$/,
    );
  });

  it('is measured with the widest badge', () => {
    const length = (badge: unknown) => {
      for (let size = 3_900; ; size++) if (refusal({ data: { badge, x: 'x'.repeat(size) } }, 'ios', 'apns') !== undefined) return size;
    };
    expect(length(1) - length('Increment')).toBe('-2147483647'.length - '1'.length);
  });

  it('has texts for 200 locales at most', () => {
    const locales = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`alert-x${n}`, 'a']));
    expect(refusal({ data: { alert: 'a', ...locales(199) } }, 'ios', 'apns')).toBeUndefined();
    expect(refusal({ data: { alert: 'a', ...locales(200) } }, 'ios', 'apns')).toBe(
      'The payload has texts for 201 locales; at most 200 are allowed.',
    );
  });
});
